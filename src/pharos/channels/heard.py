"""When and how a customer was last heard on a channel, which many vendors make us answer by."""

# lint: allow objects (reads over the room below, inside the brand's scope)
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, QuerySet

from pharos.cases.models import Conversation, Delivery, Entry
from pharos.cases.threads.queries import APART, chat_name, threads_of
from pharos.kernel.time import now
from pharos.people.models import Handle
from pharos.people.persons.queries import address_to_answer, proved_address_of
from pharos.reception.models import Received

State = Delivery.State
MAIL: Final = "mail"
# Whoever mentions us again so soon has been told already.
TOLD_FOR: Final = timedelta(hours=1)
# Two machines that write to each other never stop: after so many in an hour ours is silent.
MOST_AN_HOUR: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When they last wrote, and the vendor's name for what they wrote."""

    at: datetime | None = None
    item: str = ""


def heard_last(conversation: Conversation) -> Heard:
    """Return when the customer last wrote there, and what in this conversation.

    In a chat that never ends that may have been in another of its conversations. Runs inside the
    brand's scope.
    """
    last = _said_in(conversation).order_by("-seq").first()
    beside = _heard_beside(conversation)
    if last is None:
        return Heard(at=beside)
    item = Received.objects.filter(
        brand_id=conversation.brand_id, case_id=last.case_id, seq=last.seq
    ).first()
    name = "" if item is None else item.item.partition(":")[2]
    return Heard(at=max(last.created_at, beside or last.created_at), item=name)


def _said_in(*conversations: Conversation) -> QuerySet[Entry]:
    return Entry.objects.filter(
        case_id__in=[each.case_id for each in conversations],
        conversation_id__in=[each.pk for each in conversations],
        author_kind="customer",
        kind="message",
    )


def _heard_beside(conversation: Conversation) -> datetime | None:
    if conversation.channel in APART:
        return None
    chat = threads_of(
        conversation.channel, chat_name(conversation.external_id), (conversation.brand_id,)
    )
    last: datetime | None = _said_in(*chat).aggregate(last=Max("created_at"))["last"]
    return last


def is_told_in_public(conversation: Conversation, heard: Heard) -> bool:
    """Tell whether they know already where to talk: in public we say it once.

    Once for each time that they write, and not twice in an hour, in whichever conversation.
    """
    told = (
        Delivery.objects.filter(
            conversation__customer_id=conversation.customer_id,
            conversation__channel=conversation.channel,
            conversation__surface=conversation.surface,
            state__in=(State.SENT, State.DELIVERED, State.SEEN),
        )
        .order_by("-moved_at")
        .values_list("moved_at", flat=True)
        .first()
    )
    if told is None:
        return False
    return heard.at is None or heard.at <= told or now() - told < TOLD_FOR


def is_to_be_told(entry: Entry) -> bool:
    """Tell whether anybody is to read which files were not taken: no machine, and not endlessly."""
    here = Entry.objects.filter(case_id=entry.case_id, conversation_id=entry.conversation_id)
    message = here.filter(position=(entry.payload or {}).get("with")).first()
    if message is not None and (message.payload or {}).get("automatic"):
        return False
    since = entry.created_at - timedelta(hours=1)
    lately = here.filter(kind="files", position__lt=entry.position, created_at__gt=since)
    return lately.count() < MOST_AN_HOUR


def address_of(conversation: Conversation) -> str:
    """Return by what the customer is known on this channel; empty if they are not.

    Who answered by mail what had followed them there is answered where it had gone to.
    """
    kinds = (conversation.channel, f"{conversation.channel}_claimed")
    known = Handle.objects.filter(customer_id=conversation.customer_id, kind__in=kinds)
    own = known.order_by("-assurance", "-pk").values_list("value", flat=True).first() or ""
    if own or conversation.channel != MAIL:
        return own
    customer = conversation.customer
    return proved_address_of(customer) or address_to_answer(customer)
