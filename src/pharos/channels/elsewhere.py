"""Where an answer goes that nobody has looked at on the page."""

# lint: allow objects (reads over the room below, inside the brand's scope)
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pharos.cases.models import Conversation
from pharos.channels.accounts import account_for
from pharos.channels.port import Account, Channel
from pharos.channels.registry import channel_of
from pharos.channels.wording import gives_support
from pharos.people.models import Handle
from pharos.people.persons.queries import address_to_answer, customers_of_person

# The first that they have and that we can use. Only where they have proved that it is theirs.
MAIL: Final = "mail"
WAYS: Final = (MAIL, "telegram", "line", "whatsapp", "messenger", "kakao", "wechat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel on which somebody can be reached, and what they are called there."""

    channel: Channel
    account: Account
    to: str


def elsewhere(conversation: Conversation) -> Way | None:
    """Return the next way to the person of this conversation, if there is one.

    Channels that give no support come last: there they only read where to go on. Runs inside the
    brand's scope.
    """
    people = customers_of_person(conversation.customer)
    handles = Handle.objects.filter(customer__in=people, kind__in=WAYS, assurance__gte=1)
    known = {handle.kind: handle.value for handle in handles.order_by("pk")}
    for kind in sorted(WAYS, key=lambda kind: not gives_support(conversation.brand, kind)):
        account = account_for(conversation.brand_id, kind) if kind in known else None
        channel = channel_of(kind)
        if account is not None and channel is not None:
            return Way(channel=channel, account=account.for_adapter(), to=known[kind])
    return _asked_for(conversation)


def _asked_for(conversation: Conversation) -> Way | None:
    """The address that a visitor gave with a form, to be answered there."""
    to = address_to_answer(conversation.customer)
    account = account_for(conversation.brand_id, MAIL) if to else None
    channel = channel_of(MAIL)
    if account is None or channel is None:
        return None
    return Way(channel=channel, account=account.for_adapter(), to=to)
