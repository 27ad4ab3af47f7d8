"""Starting a clock with its due time at once, inside the transaction that gives the reason."""

from __future__ import annotations

from datetime import datetime

from pharos.brands.queries import profile_of
from pharos.cases.models import Case
from pharos.cases.queries import channels_of_cases
from pharos.clocks.running import promise_due_times, start_clock

# Promises about the work itself; those of other teams run on.
OURS = ("first_response", "next_response", "resolution", "handover")
ANSWERS = ("first_response", "next_response", "handover")


def promise(case: Case, kind: str, *, at: datetime, nr: int = 0) -> None:
    """Start this clock for the case, unless it runs, and say by when it is due."""
    start_clock(brand_id=case.brand_id, case_id=case.pk, kind=kind, at=at, nr=nr)
    promise_due_times(
        case_ids=[case.pk],
        profiles={case.brand_id: profile_of(case.brand)},
        channels=channels_of_cases([case.pk]),
    )
