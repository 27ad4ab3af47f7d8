"""Who asks, for which case, and why. It goes with every question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import Id, Instant

ActorKind = Literal["agent", "bot", "customer", "system"]
# Why somebody may look at a customer's data. The exchange writes it down as well.
Purpose = Literal["diagnose", "answer", "watch", "verify", "act", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessContext:
    """The grounds of one question. Without a case nothing of a customer may be asked.

    `customer` is the exchange's reference of the case's customer, as far as it is known; the
    exchange refuses (FORBIDDEN) what concerns anybody else. `assurance` is AL0 to AL4.
    """

    brand: Id
    actor: ActorKind
    actor_id: Id
    purpose: Purpose
    expires_at: Instant
    case: Id | None = None
    customer: Id | None = None
    assurance: int = 0
    clearance: bool = False
