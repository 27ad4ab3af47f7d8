"""Keeping account of block notices, inside the transaction that takes the exchange's word in."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import TypeAdapter

from pharos.diagnosis.models import BlockNotice
from pharos.exchange.models import Connection
from pharos.exchange.objects import Notice

NOTICE: TypeAdapter[Notice] = TypeAdapter(Notice)
MINUTES = 15


def note_restriction(
    brand_id: int, customer: str, restriction_id: str, *, at: datetime, notice: Notice | None
) -> BlockNotice:
    """Keep that a restriction was imposed or changed, and whether its customer was told of it.

    Why it was imposed is not kept here: that is asked for with grounds. Repeats safely.
    """
    connection = Connection.objects.filter(brand_id=brand_id).first()
    minutes = connection.notice_within_minutes if connection else MINUTES
    kept, _ = BlockNotice.objects.get_or_create(
        brand_id=brand_id,
        restriction_id=restriction_id,
        defaults={
            "customer": customer,
            "imposed_at": at,
            "due_at": at + timedelta(minutes=minutes),
        },
    )
    if notice is not None and kept.sent_at is None:
        kept.sent_at, kept.channel = notice.sent_at, notice.channel
        kept.timing, kept.proof = notice.kind.lower(), notice.proof[:400]
        kept.save(update_fields=["sent_at", "channel", "timing", "proof"])
    return kept


def note_lifted(brand_id: int, restriction_id: str, at: datetime) -> None:
    """Keep that a restriction is over: nobody need be told of it any more."""
    BlockNotice.objects.filter(
        brand_id=brand_id, restriction_id=restriction_id, lifted_at=None
    ).update(lifted_at=at)


def missing_notices(brands: tuple[int, ...]) -> list[BlockNotice]:
    """Return the restrictions whose customers should have been told by now, the longest first."""
    late = BlockNotice.objects.filter(
        brand_id__in=brands, sent_at=None, lifted_at=None, alarmed_at__isnull=False
    )
    return list(late.select_related("brand").order_by("due_at")[:200])
