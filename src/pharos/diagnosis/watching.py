"""Keeping watch over what a diagnosis waits for, inside the transaction that records it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from datetime import datetime, timedelta

from pharos.cases.models import Case
from pharos.diagnosis.composing import TRANSIENT, Diagnosis
from pharos.diagnosis.models import DiagnosisRequest, Watcher
from pharos.diagnosis.stored import inputs_stored
from pharos.kernel.time import now

# What was looked at in vain is looked at again after so long, longer each time.
AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# No customer waits longer than this for word of something that goes on.
AT_MOST = timedelta(hours=24)
AT_LEAST = timedelta(seconds=5)


def keep_watch(case: Case, request: DiagnosisRequest, found: Diagnosis) -> None:
    """Leave a watcher for each finding that waits, and for what nobody could look up.

    There is one for each subject of a case: a later look replaces what an earlier one left.
    """
    looks = _looks(request)
    for finding in found.findings:
        if finding.watch is not None:
            due = max(finding.watch.at, _again(looks)) if looks else finding.watch.at
            events = list(finding.watch.events)
            _keep(case, request, found, finding.diagnoser, finding.watch.subject, events, due)
    answer = found.answer
    is_away = answer is not None and any(one.why in TRANSIENT for one in answer.missing)
    if answer is not None and is_away and answer.watch is None:
        subject = f"away {answer.missing[0].source}"
        _keep(case, request, found, answer.diagnoser, subject, [], _again(looks + 1))


def _looks(request: DiagnosisRequest) -> int:
    """How often this was looked at again: what is due for ever is looked at less often."""
    if request.cause != DiagnosisRequest.Cause.WATCHER:
        return 0
    return int(request.inputs.get("looks", 0)) + 1


def _again(looks: int) -> datetime:
    return now() + AGAIN[min(max(looks, 1), len(AGAIN)) - 1]


def _keep(  # noqa: PLR0913, PLR0917 - what a watcher consists of
    case: Case,
    request: DiagnosisRequest,
    found: Diagnosis,
    diagnoser: str,
    subject: str,
    events: list[str],
    due: datetime,
) -> None:
    at = now()
    Watcher.objects.update_or_create(
        case=case,
        subject=subject[:200],
        defaults={
            "brand_id": case.brand_id,
            "diagnoser": diagnoser,
            "wanted": request.wanted,
            "inputs": inputs_stored(found.inputs),
            "events": events,
            "due_at": min(max(due, at + AT_LEAST), at + AT_MOST),
            "looks": _looks(request),
            "created_at": at,
        },
    )
