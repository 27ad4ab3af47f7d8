"""What a diagnoser found: the same shape for all forty (domain.md C4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.exchange.objects.base import Disclosure


class Certainty(StrEnum):
    """CERTAIN: two witnesses, or the exchange's own books, say so. LIKELY: one does.

    UNKNOWN: nobody could be asked, or they contradict each other.
    """

    CERTAIN = "CERTAIN"
    LIKELY = "LIKELY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A source that did not answer, and why: UNAVAILABLE, STALE, LATE, DISAGREE ..."""

    source: str
    question: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What would change this finding: it is looked at again then, and the customer is told.

    At the latest at `at`; earlier when an event named in `events` concerns `subject` (a
    transaction, withdrawal, restriction or network).
    """

    at: datetime
    subject: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that can be done now. `who` does it: the customer, or the exchange if asked.

    `kind` is a code that the page knows how to offer: `cancel_withdrawal`, `open_task` ...
    """

    kind: str
    who: Literal["customer", "exchange", "staff"] = "customer"
    arguments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An outcome with everything that it rests on.

    `said` is for the customer, in order; `note` for staff. `is_fine` tells that this diagnoser
    found nothing in the way, so that the next one is asked. `evidence` are figures for the card.
    """

    diagnoser: str
    version: int
    outcome: str
    certainty: Certainty
    run_at: datetime
    said: tuple[Said, ...] = ()
    facts: tuple[Fact[Any], ...] = ()
    evidence: dict[str, Figure] = field(default_factory=dict)
    eta: Figure | None = None
    steps: tuple[Step, ...] = ()
    note: str = ""
    disclosure: Disclosure = "OPEN"
    watch: Watch | None = None
    missing: tuple[Missing, ...] = ()
    is_fine: bool = False

    @property
    def is_certain(self) -> bool:
        return self.certainty == Certainty.CERTAIN
