"""The entries of a job: what staff read, and what its customer is told in their language."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pharos.cases.ledger.append import NewEntry
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation
from pharos.cases.queries import conversation_to_answer_on
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.acting.reasons import reason_words
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.words import language_code, told_instant
from pharos.people.actor import Actor

KIND: Final = "job"
State = ExchangeJob.State
# Beside the states: the exchange does not answer, and is asked again.
AWAY: Final = "AWAY"
ALREADY: Final = ("ALREADY_LOCKED", "ALREADY_UNDER_WAY")
# A job that staff asked for is theirs to tell of until the exchange has decided.
DECIDED: Final = (State.DONE, State.REFUSED)
WORDS: Final[dict[str, str | Promise]] = {
    State.AWAITING_APPROVAL: _("You asked for this: %(what)s. One of us looks at it first."),
    State.ASKED: _("You asked for this: %(what)s."),
    State.RUNNING: _("%(what)s: the exchange has taken it on."),
    State.DONE: _("%(what)s: done. %(done)s"),
    State.REFUSED: _("%(what)s: the exchange has not done it. %(reason)s"),
    State.DECLINED: _(
        "%(what)s: we have not passed this on to the exchange. We write to you here about it."
    ),
    State.LOST: _(
        "%(what)s: the exchange has not told us whether it was done. Our staff look into it now."
    ),
    AWAY: _("%(what)s: the exchange does not answer just now. We go on asking by ourselves."),
}
NOTHING_TO_DO: Final = _("%(what)s: nothing had to be done. %(reason)s")
BY_THEN: Final = _("It decides by %(at)s.")


def told(case: Case, job: ExchangeJob, author: Actor, state: str) -> NewEntry:
    """The entry of what became of a job; its customer reads it where it is theirs to know."""
    payload = _payload(job, state)
    if not (job.is_customers or state in DECIDED):
        return entry_of(case, author, KIND, payload=payload)
    conversation = job.conversation or conversation_to_answer_on(case)
    return entry_of(
        case,
        author,
        KIND,
        conversation=conversation,
        visibility="customer",
        payload=payload,
        body=_words(case, job, state, conversation),
    )


def decided(case: Case, job: ExchangeJob, author: Actor, state: str, why: str = "") -> NewEntry:
    """The entry of a colleague's decision, for staff alone."""
    payload = _payload(job, state) | ({"why": why} if why else {})
    return entry_of(case, author, KIND, payload=payload)


def _payload(job: ExchangeJob, state: str) -> dict[str, Any]:
    payload = {
        "job": str(job.token),
        "kind": job.kind,
        "subject": job.subject,
        "state": str(state),
    }
    if state == State.RUNNING and job.decide_by:
        payload["decide_by"] = job.decide_by.isoformat()
    if state == State.REFUSED:
        payload["reason"] = job.reason
    return payload


def _words(case: Case, job: ExchangeJob, state: str, conversation: Conversation) -> str:
    language = language_code(conversation.language or case.language)
    kind = KINDS[job.kind]
    is_there = state == State.REFUSED and job.reason in ALREADY
    with override(language):
        words = str(NOTHING_TO_DO if is_there else WORDS[state]) % {
            "what": kind.name,
            "done": kind.done,
            "reason": reason_words(job.reason),
        }
        if state == State.RUNNING and job.decide_by:
            at = _instant(job.decide_by, language, conversation.timezone)
            words = f"{words} {BY_THEN % {'at': at}}"
    return words.strip()


def _instant(at: datetime, language: str, timezone: str) -> str:
    return told_instant(at, language=language, timezone=timezone or "UTC")
