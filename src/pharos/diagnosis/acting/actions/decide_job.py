from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.models import Case
from pharos.diagnosis.acting.telling import decided, told
from pharos.diagnosis.models import ExchangeJob
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor

State = ExchangeJob.State


@action
def approve_job(*, actor: Actor, number: str, token: UUID) -> ExchangeJob:
    """Be the second person: from now on the exchange is asked. Approving again does nothing.

    Refused: who may not (`approval_role`), what one has asked for oneself (`approval_own`), what
    has been decided otherwise (`job_decided`), and in a settled case (`case_not_open`).
    """
    case, job = _job_to_decide(actor, number, token)
    if job.state != State.AWAITING_APPROVAL and job.approved_by == actor.id:
        return job
    _refuse_decided(job)
    at = now()
    job.state, job.due_at, job.changed_at = State.ASKED, at, at
    job.approved_by, job.approved_by_name = actor.id, actor.name
    job.save(update_fields=["state", "due_at", "changed_at", "approved_by", "approved_by_name"])
    append(decided(case, job, actor, "APPROVED"))
    return job


@action
def decline_job(*, actor: Actor, number: str, token: UUID, why: str) -> ExchangeJob:
    """Let the exchange not be asked, and say why, for colleagues. The customer reads no reason.

    Refused as `approve_job` does, and without a reason (`reason_missing`).
    """
    case, job = _job_to_decide(actor, number, token)
    if not why.strip():
        raise Invalid(_("Say why, for whoever reads this next."), code="reason_missing")
    _refuse_decided(job)
    job.state, job.changed_at = State.DECLINED, now()
    job.reason = why.strip()[:1000]
    job.approved_by, job.approved_by_name = actor.id, actor.name
    job.save(update_fields=["state", "changed_at", "reason", "approved_by", "approved_by_name"])
    entries = [decided(case, job, actor, State.DECLINED, job.reason)]
    if job.is_customers:
        bot = Actor.bot(case.brand_id, name=case.brand.name)
        entries.append(told(case, job, bot, State.DECLINED))
    append(*entries)
    return job


def _job_to_decide(actor: Actor, number: str, token: UUID) -> tuple[Case, ExchangeJob]:
    case = case_to_change(actor, number)
    jobs = ExchangeJob.objects.select_for_update(no_key=True).filter(case=case, token=token)
    job = jobs.first()
    if not actor.may_confirm_identity:
        raise Forbidden(_("A specialist or a supervisor decides about this."), code="approval_role")
    if job is None:
        raise NotFound(_("There is no such request."))
    if not job.is_customers and job.asked_by == actor.id:
        raise Forbidden(_("Somebody else has to approve what you ask for."), code="approval_own")
    if case.is_settled:
        raise Conflict(
            _("The exchange is asked for open cases only. Reopen the case first."),
            code="case_not_open",
        )
    return case, job


def _refuse_decided(job: ExchangeJob) -> None:
    if job.state != State.AWAITING_APPROVAL:
        raise Conflict(_("This has been decided already."), code="job_decided")
