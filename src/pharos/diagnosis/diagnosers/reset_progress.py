"""D21: how far a reset of the second factor, of the account or of the contact data is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import IdentityJob
from pharos.exchange.port import Exchange

WORDS = {
    "step": _("Your reset is at step %(step)s of %(steps)s: %(what)s"),
    "step_plain": _("Your reset is at step %(step)s of %(steps)s. Your account page shows it."),
    "wait": _("We have everything for your reset, and it is being checked since %(since)s."),
    "decide": _("You get our decision by %(by)s."),
    "late": _("Our decision was due on %(by)s. This is on our side, and we look into it."),
    "hold": _("After approval withdrawals stay closed for %(hours)s hours, to protect you."),
    "approved": _("Your reset was approved on %(when)s."),
    "opens": _("Withdrawals open again on %(opens)s."),
    "open": _("The pause for withdrawals that follows a reset is over."),
    "denied": _("Your reset was not approved on %(when)s."),
    "denied_because": _("The reason is: %(why)s"),
    "denied_next": _("You can begin again, with other proof. Answer here if you need help."),
    "none": _("No reset is under way for your account."),
}
WHAT = {
    "MAIL_PROOF": _("open the link in the mail that we sent you."),
    "PHONE_PROOF": _("type the code that we sent to your phone on the reset page."),
    "ID_DOCUMENT": _("send a picture of your identity document."),
    "VIDEO_CHECK": _("video check, where you read out a sentence that we show you."),
    "SELFIE": _("take a picture of your face."),
    "QUESTIONS": _("answer the questions about your account."),
    "NEW_FACTOR": _("set up the new two-step sign-in."),
}
# Only what tells nobody how to get past the check.
WHY = {
    "DOCUMENT_UNREADABLE": _("the identity document could not be read."),
    "DOCUMENT_EXPIRED": _("the identity document has expired."),
    "FACE_MISMATCH": _("the video did not show the person of the identity document."),
    "VIDEO_UNCLEAR": _("the video was not clear enough."),
    "DETAILS_MISMATCH": _("the details do not match those of your account."),
    "NO_ANSWER": _("we waited for an answer, and none came."),
}
# A reset that is approved, and none at all, are answers too.
OUTCOMES = ("STEP", "WAIT", "DENIED", "APPROVED", "NONE")
LOOK_AGAIN: Final = timedelta(days=1)


@diagnoser("D21", "reset_progress", outcomes=OUTCOMES, words=WORDS, codes={**WHAT, **WHY})
def reset_progress(ask: Ask) -> Found:
    """The exchange's own job: its step, what follows, and the pause after approval."""
    asked = ask.found(Exchange.get_identity_job, ref=ask.customer)
    if asked is None:
        return Found(outcome="NONE", said=(Said(key="D21.none"),), is_fine=True)
    job = asked.data
    if job.state == "APPROVED":
        return _approved(ask, asked, job)
    if job.state == "DENIED":
        return _denied(asked, job)
    return _under_way(ask, asked, job)


def _under_way(ask: Ask, asked: Fact[IdentityJob], job: IdentityJob) -> Found:
    said = [_step(asked, job) if job.state == "STEP" else _wait(asked, job)]
    if job.decide_by:
        by = asked.shows(job.decide_by)
        key = "D21.decide" if job.decide_by > ask.at else "D21.late"
        said.append(Said(key=key, figures={"by": by}))
    if job.hold_hours:
        said.append(Said(key="D21.hold", figures={"hours": asked.shows(job.hold_hours)}))
    is_due = bool(job.decide_by and job.decide_by > ask.at)
    is_late = bool(job.decide_by and not is_due)
    late = task_of("identity")
    go_on = Step(kind="continue_reset", arguments={"job": job.id, "step": job.step_code})
    steps = (*((go_on,) if job.state == "STEP" else ()), *((late,) if is_late else ()))
    return Found(
        outcome=job.state,
        said=tuple(said),
        evidence={"step": asked.shows(job.step), "steps": asked.shows(job.steps)},
        eta=asked.shows(job.decide_by) if is_due and job.decide_by else None,
        steps=steps,
        watch=Watch(
            at=job.decide_by if is_due and job.decide_by else ask.at + LOOK_AGAIN,
            subject=job.id,
            events=("job.state",),
        ),
    )


def _step(asked: Fact[IdentityJob], job: IdentityJob) -> Said:
    figures = {"step": asked.shows(job.step), "steps": asked.shows(job.steps)}
    if job.step_code not in WHAT:
        return Said(key="D21.step_plain", figures=figures)
    return Said(key="D21.step", figures=figures | {"what": asked.shows(job.step_code, "code")})


def _wait(asked: Fact[IdentityJob], job: IdentityJob) -> Said:
    return Said(key="D21.wait", figures={"since": asked.shows(job.since)})


def _approved(ask: Ask, asked: Fact[IdentityJob], job: IdentityJob) -> Found:
    """Approved at `since`; the pause for withdrawals begins there."""
    approved = Said(key="D21.approved", figures={"when": asked.shows(job.since)})
    opens_at = job.since + timedelta(hours=job.hold_hours)
    if opens_at <= ask.at:
        return Found(outcome="APPROVED", said=(approved, Said(key="D21.open")), is_fine=True)
    opens = asked.shows(opens_at)
    return Found(
        outcome="APPROVED",
        said=(approved, Said(key="D21.opens", figures={"opens": opens})),
        evidence={"ends": opens},
        eta=opens,
        watch=Watch(at=opens_at, subject=job.id, events=("hold.ended",)),
    )


def _denied(asked: Fact[IdentityJob], job: IdentityJob) -> Found:
    said = [Said(key="D21.denied", figures={"when": asked.shows(job.since)})]
    if job.denied_class in WHY:
        why = asked.shows(job.denied_class, "code")
        said.append(Said(key="D21.denied_because", figures={"why": why}))
    said.append(Said(key="D21.denied_next"))
    return Found(outcome="DENIED", said=tuple(said), steps=(Step(kind="begin_reset"),))
