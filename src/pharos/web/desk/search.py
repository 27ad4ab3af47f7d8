from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.cases.models import Case
from pharos.cases.search.queries import LONGEST_QUERY, MOST, Found, search_cases
from pharos.cases.search.words import asked
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.persons.queries import customers_found
from pharos.web.desk.masks import case_shown_to, entries_shown_to
from pharos.web.desk.tickets import customer_name
from pharos.web.desk.words import STATES, named
from pharos.web.http import StaffRequest, answer, signed_in

AROUND = 60  # characters on each side of the first match
IN_BAR = 8
PEOPLE, PEOPLE_IN_BAR = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case that was found; `pieces` are bits of what was said, matches marked."""

    case: Case
    customer: str
    state: object
    pieces: list[tuple[str, bool]]


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """Cases by number, words, customer, hash, address or order number."""
    actor = request.user.actor()
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    in_bar = "bar" in request.GET
    with reading(actor):
        found = search_cases(actor, text, limit=IN_BAR if in_bar else MOST)
        people = customers_found(actor, text, limit=PEOPLE_IN_BAR if in_bar else PEOPLE)
    context = {
        "title": _("Search"),
        "q": text,
        "results": [_result(actor, each, text) for each in found],
        "people": people,
        "in_bar": in_bar,
    }
    fragment = "desk/_found.html"
    return answer(request, page="desk/search.html", fragment=fragment, context=context)


def _result(actor: Actor, found: Found, text: str) -> Result:
    case = case_shown_to(actor, found.case)
    (entry,) = entries_shown_to(actor, [found.entry]) if found.entry else (None,)
    said = entry.body if entry is not None and entry.body else case.last_words
    return Result(
        case=case,
        customer=customer_name(case),
        state=named(STATES, case.state),
        pieces=_marked(" ".join(said.split()), text),
    )


def _marked(said: str, text: str) -> list[tuple[str, bool]]:
    """Cut what was said around the first match, and tell the matches from the rest."""
    words = sorted({re.escape(group.get("word", group["term"])) for group in asked(text)})
    if not words:
        return [(said[: 2 * AROUND], False)]
    pattern = re.compile("|".join(sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(said)
    start = max(0, first.start() - AROUND) if first else 0
    end = start + 3 * AROUND
    window = ("…" if start else "") + said[start:end] + ("…" if end < len(said) else "")
    pieces, at = [], 0
    for match in pattern.finditer(window):
        pieces += [(window[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in [*pieces, (window[at:], False)] if piece[0]]
