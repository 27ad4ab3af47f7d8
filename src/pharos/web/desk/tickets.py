"""The queue as rows: what is needed to decide what to do next, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pharos.cases import queries
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.people.actor import Actor
from pharos.web.desk.words import CHANNELS, STATES, named, topic_of

VIEWS: dict[str, Promise] = {
    "waiting": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Mine"),
    "all": gettext_lazy("All"),
    "done": gettext_lazy("Done"),
}
EMPTY: dict[str, tuple[Promise, Promise]] = {
    "waiting": (gettext_lazy("Nobody is waiting"), gettext_lazy("The next question appears here.")),
    "mine": (gettext_lazy("You have no open cases"), gettext_lazy("Take one from Waiting.")),
    "all": (gettext_lazy("No open cases"), gettext_lazy("Everything is answered.")),
    "done": (gettext_lazy("Nothing resolved yet"), gettext_lazy("Resolved cases are kept here.")),
}
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


def known_view(code: str | None) -> str:
    return code if code in VIEWS else "waiting"


def known_length(asked: str | None) -> int:
    """Return how many rows to show: whole pages, and no more than a browser bears."""
    wanted = int(asked) if asked and asked.isascii() and asked.isdigit() else queries.PAGE
    return min(max(wanted, queries.PAGE), LONGEST)


def tickets_of(actor: Actor, view: str, *, limit: int = queries.PAGE) -> list[Ticket]:
    cases = queries.queue(actor, view, limit=limit).prefetch_related("conversations")
    return [_ticket(case, actor, view) for case in cases]


def _ticket(case: Case, actor: Actor, view: str) -> Ticket:
    reader = (get_language() or "en").split("-")[0]
    owner = case.assignee
    conversations = list(case.conversations.all())
    return Ticket(
        number=case.number,
        subject=case.subject,
        speaker=_speaker(case),
        last_words=_words(case),
        language=case.language,
        language_differs=case.language.split("-")[0] != reader,
        channel=named(CHANNELS, conversations[-1].channel) if conversations else "",
        state_mark="" if case.state in UNREMARKABLE else named(STATES, case.state),
        assignee_name=owner.name if owner and owner.pk != actor.id and view != "mine" else "",
        waiting_since=case.waiting_since,
        moved_at=case.moved_at,
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
    return case.customer.name or _("Visitor")
