from __future__ import annotations

from datetime import timedelta

from pharos.cases.merging import survivor
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.diagnosis.models import DiagnosisRequest, Watcher
from pharos.diagnosis.requesting import ask_for
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

BATCH = 200
# Where an exchange is not connected for a while.
LATER = timedelta(minutes=5)


@action
def wake_watchers(*, actor: Actor, limit: int = BATCH) -> int:
    """Ask again for what watchers waited for until now. Returns how many were woken.

    A watcher goes in the transaction that leaves its request. That of a settled case just goes,
    but that of a merged one waits: whoever takes the merging back finds it again.
    """
    due = Watcher.objects.filter(brand_id__in=actor.brands, due_at__lte=now())
    watchers = list(
        due.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")[:limit]
    )
    cases = Case.objects.in_bulk({watcher.case_id for watcher in watchers})
    done = [one for one in watchers if _is_over(cases[one.case_id]) or _asked(cases, one)]
    Watcher.objects.filter(pk__in=[watcher.pk for watcher in done]).delete()
    kept = [watcher.pk for watcher in watchers if watcher not in done]
    Watcher.objects.filter(pk__in=kept).update(due_at=now() + LATER)
    return len(done)


def _is_over(case: Case) -> bool:
    return case.is_settled and not _goes_on_elsewhere(case)


def _goes_on_elsewhere(case: Case) -> bool:
    return case.state == CaseState.MERGED and not survivor(case).is_settled


def _asked(cases: dict[int, Case], watcher: Watcher) -> bool:
    """False where the brand has no exchange just now, or the case is merged: it goes on waiting."""
    case = cases[watcher.case_id]
    if case.is_settled:
        return False
    looks = {"looks": watcher.looks} if watcher.looks else {}
    return ask_for(
        case,
        watcher.wanted,
        watcher.inputs | looks,
        cause=DiagnosisRequest.Cause.WATCHER,
        by=Actor.system(case.brand_id),
    )
