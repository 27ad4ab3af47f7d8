"""The queue as rows: what is needed to decide what to do next, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import PAGE, ListedCase, cases_listed
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.people.actor import Actor
from pharos.web.desk.masks import case_shown_to
from pharos.web.desk.words import CHANNELS, STATES, named, topic_of

# Standing in the queue is what a list of waiting cases says already.
UNREMARKABLE = frozenset(
    {CaseState.NEW, CaseState.TRIAGED, CaseState.QUEUED, CaseState.IN_PROGRESS}
)


LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    number: str
    subject: str
    speaker: str
    last_words: str | Promise
    language: str
    language_differs: bool
    channel: str | Promise
    state_mark: str | Promise
    assignee_name: str
    waiting_since: datetime | None
    moved_at: datetime
    is_unread: bool
    has_draft: bool


def known_length(asked: str | None) -> int:
    """Return how many rows to show: whole pages, and no more than a browser bears."""
    wanted = int(asked) if asked and asked.isascii() and asked.isdigit() else PAGE
    return min(max(wanted, PAGE), LONGEST)


def tickets_of(actor: Actor, criteria: Criteria, *, limit: int = PAGE) -> list[Ticket]:
    return [_ticket(case, actor) for case in cases_listed(actor, criteria, limit=limit)]


def _ticket(case: ListedCase, actor: Actor) -> Ticket:
    reader = (get_language() or "en").split("-")[0]
    owner = case.assignee
    case = case_shown_to(actor, case)
    return Ticket(
        number=case.number,
        subject=case.subject,
        speaker=_speaker(case),
        last_words=_words(case),
        language=case.language,
        language_differs=case.language.split("-")[0] != reader,
        channel=named(CHANNELS, case.channel) if case.channel else "",
        state_mark="" if case.state in UNREMARKABLE else named(STATES, case.state),
        assignee_name=owner.name if owner and owner.pk != actor.id else "",
        waiting_since=case.waiting_since,
        moved_at=case.moved_at,
        is_unread=case.is_unread and not case.is_settled,
        has_draft=case.has_draft,
    )


def _words(case: Case) -> str | Promise:
    """Return the last words, or the topic where the subject has said them already."""
    if case.last_words != case.subject:
        return case.last_words
    return topic_of(case.brand.profile, case.reason_initial)


def _speaker(case: Case) -> str:
    if case.last_author == "customer":
        return customer_name(case)
    return _("Answered") if case.last_author == "staff" else ""


def customer_name(case: Case) -> str:
    return case.customer.shown_name or _("Visitor")
