"""Questions about conversations. All run inside a scope (`kernel.scope.reading`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from django.db.models import Q, QuerySet

from pharos.cases.models import Conversation, DeliveredItem

# Here each conversation has a name of its own; elsewhere a chat never ends.
APART: Final = ("widget", "form", "mail", "manual")
# What stands behind the name of a chat that goes on as a new conversation. A tilde of the chat's
# own is written twice, so that neither is taken for the other.
LATER: Final = re.compile(r"(?<!~)(?:~~)*~(\d+)\Z")


def conversation_by_public_id(brand_id: int, public_id: str) -> Conversation | None:
    """Return a conversation by the name that it has outside."""
    found = Conversation.objects.select_related("case", "brand", "customer")
    return found.filter(brand_id=brand_id, public_id=public_id).first()


def conversations_by_id(brand_id: int, ids: Sequence[int]) -> list[Conversation]:
    """Return those of these conversations that are the brand's, in the order asked for."""
    found = Conversation.objects.select_related("case", "customer").filter(brand_id=brand_id)
    there = found.in_bulk(list(ids))
    return [there[each] for each in ids if each in there]


def thread_beside(conversation: Conversation, channel: str) -> Conversation | None:
    """Return the same customer's conversation on another channel in the same case, the newest."""
    found = Conversation.objects.select_related("case", "customer").filter(
        case=conversation.case_id, customer=conversation.customer_id, channel=channel
    )
    return found.order_by("-id").first()


def conversation_of_sent(brand_id: int, channel: str, item: str) -> Conversation | None:
    """Return the conversation of something that we sent, by the name that the channel gave it."""
    found = DeliveredItem.objects.select_related("delivery__conversation__case")
    named = found.filter(brand_id=brand_id, channel=channel, item=item).first()
    return None if named is None else named.delivery.conversation


def case_number_of(conversation_id: int | None) -> str:
    """Return the number of the case of a conversation; empty if there is none."""
    found = Conversation.objects.filter(pk=conversation_id or 0)
    return found.values_list("case__number", flat=True).first() or ""


def latest_thread(brand_id: int, channel: str, thread: str) -> Conversation | None:
    """Return the newest conversation of a chat that never ends."""
    found = threads_of(channel, thread, (brand_id,)).select_related("case")
    return found.order_by("-id").first()


def threads_of(channel: str, thread: str, brands: Sequence[int]) -> QuerySet[Conversation]:
    """Every conversation of a chat that never ends: `thread`, `thread~2` and so on.

    A tilde in the name of a chat itself is written twice.
    """
    later = Q(external_id__startswith=f"{thread}~") & ~Q(external_id__startswith=f"{thread}~~")
    mine = Q(external_id=thread) | later
    return Conversation.objects.filter(mine, brand_id__in=brands, channel=channel)


def chat_name(external_id: str) -> str:
    """Return the name of the chat that never ends of which a conversation of this name is part."""
    later = LATER.search(external_id)
    return external_id[: later.start(1) - 1] if later else external_id


def name_beside(conversation: Conversation) -> str:
    """Return a name for one more conversation with this one's customer, where they can be reached.

    In a chat that never ends it is the next one of that chat, and what they write goes on in it.
    """
    account, mark, _chat = conversation.external_id.partition(":")
    if not mark:
        return str(uuid4())
    if conversation.channel in APART:
        return f"{account}:{uuid4()}"
    thread = chat_name(conversation.external_id)
    same = threads_of(conversation.channel, thread, (conversation.brand_id,))
    endings = [each.rpartition("~")[2] for each in same.values_list("external_id", flat=True)]
    return f"{thread}~{max([1, *(int(each) for each in endings if each.isdecimal())]) + 1}"
