"""The queue as rows: what is needed to decide what to do next, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pharos.brands.queries import profiles_of
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import PAGE, ListedCase, cases_listed
from pharos.cases.models import Case
from pharos.cases.priority import HEAD_STARTS
from pharos.cases.states import SETTLED, CaseState
from pharos.people.actor import Actor
from pharos.web.desk.masks import row_shown_to
from pharos.web.desk.words import CHANNELS, IMPACTS, STATES, named, topic_of

# Standing in the queue is what a list of waiting cases says already.
UNREMARKABLE = frozenset(
    {CaseState.NEW, CaseState.TRIAGED, CaseState.QUEUED, CaseState.IN_PROGRESS}
)

# What comes earlier than others says why.
PRESSING = frozenset(name for name, start in HEAD_STARTS.items() if start)

LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    number: str
    address: str
    subject: str
    speaker: str
    last_words: str | Promise
    language: str
    language_differs: bool
    channel: str | Promise
    stake: str
    stake_mark: str | Promise
    state_mark: str | Promise
    assignee_name: str
    waiting_since: datetime | None
    moved_at: datetime
    is_unread: bool
    has_draft: bool


@lru_cache(10_000)
def address_of(number: str) -> str:
    """Return where a case is. Looking it up costs more than drawing half of its row."""
    return resolve_url("desk:case", number)


def known_length(asked: str | None) -> int:
    """Return how many rows to show: whole pages, and no more than a browser bears."""
    wanted = int(asked) if asked and asked.isascii() and asked.isdigit() else PAGE
    return min(max(wanted, PAGE), LONGEST)


def tickets_of(actor: Actor, criteria: Criteria, *, limit: int = PAGE) -> list[Ticket]:
    found = cases_listed(actor, criteria, limit=limit)
    told_by_topic = {case.brand_id for case in found if case.last_words == case.subject}
    profiles = profiles_of(told_by_topic) if told_by_topic else {}
    return [_ticket(case, actor, profiles.get(case.brand_id, {})) for case in found]


def _ticket(case: ListedCase, actor: Actor, profile: Mapping[str, Any]) -> Ticket:
    reader = (get_language() or "en").split("-")[0]
    customer, subject, last_words = row_shown_to(actor, case)
    return Ticket(
        number=case.number,
        address=address_of(case.number),
        subject=subject,
        speaker=_speaker(case.last_author, customer),
        # Where the subject has said the last words already, the topic says more.
        last_words=last_words
        if case.last_words != case.subject
        else topic_of(profile, case.reason),
        language=case.language,
        language_differs=case.language.split("-")[0] != reader,
        channel=named(CHANNELS, case.channel) if case.channel else "",
        stake=case.at_stake,
        stake_mark=IMPACTS[case.at_stake] if case.at_stake in PRESSING else "",
        state_mark="" if case.state in UNREMARKABLE else named(STATES, case.state),
        assignee_name=case.assignee_name or "" if case.assignee_id != actor.id else "",
        waiting_since=case.waiting_since,
        moved_at=case.moved_at,
        is_unread=case.is_unread and CaseState(case.state) not in SETTLED,
        has_draft=case.has_draft,
    )


def _speaker(author: str, customer: str) -> str:
    if author == "customer":
        return customer or _("Visitor")
    if author == "bot":
        return _("Assistant")
    return _("Answered") if author == "staff" else ""


def customer_name(case: Case) -> str:
    return case.customer.shown_name or _("Visitor")
