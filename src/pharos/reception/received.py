"""What came in by its channel's own name: taken once, and found again by whoever asks later."""

from __future__ import annotations

from django.db.models import QuerySet

from pharos.cases.models import Conversation, Entry
from pharos.kernel.compiled import compiled
from pharos.kernel.time import now
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.models import Received


def received_before(brand_id: int, inbound: Inbound) -> Admitted | None:
    """Return what became of this item if it was taken in already."""
    known = item_of(brand_id, inbound.channel, inbound.item) if inbound.item else None
    if known is None:
        return None
    entry = Entry.objects.get(case_id=known.case_id, seq=known.seq)
    return Admitted(
        case=known.case.number,
        position=entry.position or 0,
        at=entry.created_at,
        text=entry.body or "",
        removed=(),
        repeated=True,
        case_id=known.case_id,
        conversation_id=known.conversation_id,
        seq=known.seq,
    )


def keep_received(brand_id: int, inbound: Inbound, admitted: Admitted) -> Admitted:
    """Remember the item, in the transaction that takes it in. Two at once: the second fails."""
    if inbound.also and not admitted.repeated:
        inbound.also(admitted)
    if inbound.item:
        Received.objects.create(
            brand_id=brand_id,
            channel=inbound.channel,
            item=inbound.item,
            case_id=admitted.case_id,
            conversation_id=admitted.conversation_id,
            seq=admitted.seq,
            received_at=now(),
        )
    return admitted


def item_of(brand_id: int, channel: str, item: str) -> Received | None:
    """Return where an item of a channel went. Runs inside the brand's scope."""
    found = _items(brand_id, channel, item)
    return found[0] if found else None


@compiled
def _items(brand_id: int, channel: str, item: str) -> QuerySet[Received]:
    found = Received.objects.filter(brand_id=brand_id, channel=channel, item=item)
    return found.select_related("case", "conversation")[:1]


def conversation_of_item(brand_id: int, channel: str, begins: str) -> Conversation | None:
    """Return the conversation of the newest item whose name begins so.

    Runs inside the brand's scope.
    """
    found = Received.objects.select_related("conversation__case", "conversation__customer").filter(
        brand_id=brand_id, channel=channel, item__gte=begins, item__lt=f"{begins}\uffff"
    )
    newest = found.order_by("-pk").first()
    return None if newest is None else newest.conversation
