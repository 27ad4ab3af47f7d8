from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pharos.cases.access import locked
from pharos.cases.ledger.append import append
from pharos.cases.models import Case
from pharos.diagnosis.acting.reasons import told_reason
from pharos.diagnosis.acting.telling import AWAY, told
from pharos.diagnosis.models import ExchangeEvent, ExchangeJob
from pharos.exchange.actions import Job
from pharos.exchange.errors import Refusal
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

State = ExchangeJob.State
# What got no answer is asked again after so long, longer each time.
AGAIN: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300))
# What could not be asked for so long is no longer what its asker expects.
ASKED_FOR: Final = timedelta(hours=1)
# An exchange that has not decided so long after it said it would has lost it.
DECIDED_WITHIN: Final = timedelta(days=7)
SOON: Final = timedelta(seconds=5)
AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of asking: the exchange's answer, or why there is none (None: the case rests)."""

    answer: Job | None = None
    refusal: Refusal | None = None
    again_seconds: float = 0.0


@action
def record_job(*, actor: Actor, pk: int, outcome: Outcome) -> bool:
    """Write down how far a job is, tell whoever may know, and say when it is looked at again.

    What has ended already stays as it is (False), so recording twice does nothing. The case is
    locked, then the job.
    """
    found = ExchangeJob.objects.filter(pk=pk, brand_id__in=actor.brands).first()
    if found is None:
        return False
    case = locked(Case.objects.get(pk=found.case_id))
    job = ExchangeJob.objects.select_for_update(no_key=True).get(pk=pk)
    if job.state not in (State.ASKED, State.RUNNING):
        return False
    job.taken_until = None
    state = _answered(job, outcome.answer) if outcome.answer else _unanswered(job, outcome)
    job.save()
    if state:
        bot = Actor.bot(case.brand_id, name=case.brand.name)
        append(told(case, job, bot, state))
    return True


def _answered(job: ExchangeJob, answer: Job) -> str:
    """Take in what the exchange says. Returns what there is to tell, if anything is new."""
    was = job.state
    job.job_id, job.decide_by = answer.id, answer.decide_by
    if answer.state == "RUNNING":
        is_first = was == State.ASKED
        job.attempts = 0 if is_first or _is_early(job) else job.attempts
        job.due_at = _look_again(job)
        return _moved(job, State.RUNNING) if is_first else ""
    job.reason = told_reason(answer.reason) if answer.state == "REFUSED" else ""
    return _ended(job, State(answer.state))


def _unanswered(job: ExchangeJob, outcome: Outcome) -> str:
    """Ask again later, or give up. Returns what there is to tell, if anything is new."""
    refusal, at = outcome.refusal, now()
    if refusal in (Refusal.FORBIDDEN, Refusal.UNSUPPORTED, Refusal.NOT_FOUND):
        if job.state == State.RUNNING:
            return _ended(job, State.LOST)
        job.reason = told_reason(refusal.value)
        return _ended(job, State.REFUSED)
    if at > _until(job):
        return _ended(job, State.LOST)
    waits = max(_again(job.attempts), timedelta(seconds=outcome.again_seconds))
    job.due_at = at + waits
    is_news = job.state == State.ASKED and job.attempts == 1 and refusal is not None
    return AWAY if is_news else ""


def _until(job: ExchangeJob) -> datetime:
    if job.state == State.ASKED:
        return job.changed_at + ASKED_FOR
    return (job.decide_by or job.changed_at) + DECIDED_WITHIN


def _look_again(job: ExchangeJob) -> datetime:
    """When it is to be decided, at the latest; at once if the exchange has said that it moved."""
    at = now()
    heard = ExchangeEvent.objects.filter(
        brand_id=job.brand_id, kind="job.state", subject=job.job_id, received_at__gte=job.changed_at
    )
    if job.state == State.ASKED and heard.exists():
        return at + SOON
    if job.decide_by is None:
        return at + AN_HOUR
    return max(job.decide_by + SOON, at + _again(job.attempts))


def _is_early(job: ExchangeJob) -> bool:
    return job.decide_by is not None and job.decide_by > now()


def _again(attempts: int) -> timedelta:
    return AGAIN[min(max(attempts, 1), len(AGAIN)) - 1]


def _moved(job: ExchangeJob, state: ExchangeJob.State) -> str:
    job.state, job.changed_at = state, now()
    return str(state)


def _ended(job: ExchangeJob, state: ExchangeJob.State) -> str:
    job.due_at = None
    return _moved(job, state)
