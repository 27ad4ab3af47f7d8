"""The quarantine spool: raw input that could not be taken in yet, sealed with a key of its own.

Where it came from must not be asked to send it again, so it is kept; and since nobody has screened
it, nobody can read it: whoever destroys the row's key has destroyed the input. What is taken in,
or was kept for 24 hours, is gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.models import Spooled
from pharos.reception.sealing import opened, seal

KEPT: Final = timedelta(hours=24)
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=30)
LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes as they came, and to which account of which channel."""

    channel: str
    account: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Raw input that was opened to be tried again."""

    id: int
    brand_id: int
    raw: Raw
    received_at: datetime
    is_last: bool


@action
def spool(*, actor: Actor, brand_id: int, raw: Raw, problem: str) -> int:
    """Keep raw input until it can be taken in, and return its id. The same again waits once.

    `problem` names the error and none of its words, which may be the input's.
    """
    assert brand_id in actor.brands, "whoever keeps it stands in that brand"
    sealed, key = seal(raw.content)
    at = now()
    kept, _is_new = Spooled.objects.get_or_create(
        brand_id=brand_id,
        channel=raw.channel,
        account=raw.account,
        digest=raw.digest,
        defaults={
            "sealed": sealed,
            "key": key,
            "due_at": at + FIRST_PAUSE,
            "received_at": at,
            "problem": problem[:120],
        },
    )
    return kept.pk


@action
def take_spooled(*, actor: Actor, limit: int = 10) -> list[Waiting]:
    """Open what is due and nobody else holds, for two minutes; then it is due again."""
    at = now()
    due = Spooled.objects.select_for_update(skip_locked=True).filter(
        brand_id__in=actor.brands, due_at__lte=at
    )
    taken = list(due.order_by("due_at", "pk")[:limit])
    for one in taken:
        one.tries += 1
        one.due_at = at + LEASE
    Spooled.objects.bulk_update(taken, ["tries", "due_at"])
    return [_opened(one, at) for one in taken]


def _opened(one: Spooled, at: datetime) -> Waiting:
    content = opened(bytes(one.sealed), bytes(one.key))
    return Waiting(
        id=one.pk,
        brand_id=one.brand_id,
        raw=Raw(channel=one.channel, account=one.account, content=content),
        received_at=one.received_at,
        is_last=at - one.received_at >= KEPT - LONGEST_PAUSE,
    )


@action
def destroy_spooled(*, actor: Actor, spooled_id: int) -> None:
    """Destroy what was taken in, and its key. Repeats safely."""
    Spooled.objects.filter(pk=spooled_id, brand_id__in=actor.brands).delete()


@action
def postpone_spooled(*, actor: Actor, spooled_id: int, problem: str) -> None:
    """Try again later, each pause twice as long as the one before, up to half an hour."""
    one = Spooled.objects.filter(pk=spooled_id, brand_id__in=actor.brands).first()
    if one is not None:
        one.problem = problem[:120]
        one.due_at = now() + min(FIRST_PAUSE * 2 ** min(one.tries, 12), LONGEST_PAUSE)
        one.save(update_fields=["problem", "due_at"])
