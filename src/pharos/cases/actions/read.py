from __future__ import annotations

from datetime import datetime

from pharos.cases.access import conversation_to_read, locked
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Conversation, Entry
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor

LAST = 2**31 - 1


@action
def mark_read(*, actor: Actor, external_id: str, channel: str, position: int) -> None:
    """Remember how far the customer has read. It only goes forward.

    The first time that something from staff is among it, the ledger says that it was seen: one
    entry for all that was read at once, and none for what the customer wrote.
    """
    conversation = conversation_to_read(actor, external_id, channel=channel)
    at, position = now(), min(position, LAST)
    reply = _seen_first(conversation, position)
    if reply is not None:
        # The head is locked first, as everywhere; another browser may have told meanwhile.
        locked(conversation.case)
        conversation.refresh_from_db(fields=["read_position"])
        reply = _seen_first(conversation, position)
    changed = Conversation.objects.filter(pk=conversation.pk, read_position__lt=position).update(
        read_position=position, read_at=at
    )
    if reply is not None:
        _tell(actor, conversation, reply)
    if changed:
        give(_sign(conversation, position, at))


def _seen_first(conversation: Conversation, position: int) -> int | None:
    """Return the last thing said by staff that the customer had not read before."""
    said = Entry.objects.filter(
        conversation_id=conversation.pk,
        position__gt=conversation.read_position,
        position__lte=position,
        kind__in=["message", "resolution"],
        author_kind__in=["staff", "bot"],
    )
    return said.order_by("-position").values_list("position", flat=True).first()


def _tell(actor: Actor, conversation: Conversation, reply: int) -> None:
    payload: dict[str, object] = {"position": reply}
    append(entry_of(conversation.case, actor, "seen", conversation=conversation, payload=payload))


def _sign(conversation: Conversation, position: int, at: datetime) -> Sign:
    return Sign(
        brand_id=conversation.brand_id,
        what="receipt",
        number=conversation.case.number,
        by="customer",
        data={"thread": conversation.pk, "seen": position, "at": at.isoformat()},
    )
