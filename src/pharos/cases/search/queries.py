"""Cases by number, words, customer, hash, address or order number. Inside a scope."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from pharos.cases.models import Case, Entry
from pharos.cases.search.words import asked
from pharos.kernel.ids import parse_case_number
from pharos.people.actor import Actor
from pharos.people.models import Handle

MOST = 30
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One case, and the entry in which the words were found: None if it was found by itself."""

    case: Case
    entry: Entry | None = None


def search_cases(actor: Actor, text: str, *, limit: int = MOST) -> list[Found]:
    """Return the cases that the reader may see and that the text finds, surest first.

    A case's number comes before the cases of a customer with exactly this handle, and those
    before cases in which one entry holds all of the words, newest first. Four queries at most.
    """
    wanted = text.strip()[:LONGEST_QUERY]
    if not wanted or not actor.may_read:
        return []
    hits = _said(wanted, limit)
    named = Q(number=parse_case_number(wanted) or "-") | Q(customer__in=_customers(actor, wanted))
    sure = Case.objects.filter(named, brand_id__in=actor.brands).order_by("-opened_at")
    cases = list(_shown(sure)[:limit])
    there = {case.pk for case in cases}
    missing = [case_id for case_id in hits if case_id not in there]
    others = {case.pk: case for case in _shown(Case.objects.filter(pk__in=missing))}
    cases += [others[case_id] for case_id in missing if case_id in others]
    entries = _entries(hits)
    return [Found(case=case, entry=entries.get(case.pk)) for case in cases[:limit]]


def _shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("customer", "customer__merged_into", "assignee", "brand")


def _said(text: str, limit: int) -> dict[int, int]:
    """Return the cases in which something says this, and the latest entry that does."""
    terms = asked(text)
    if not terms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM desk_search(%s::json, %s)", [json.dumps(terms), limit])
        return dict(cursor.fetchall())


def _customers(actor: Actor, text: str) -> list[int]:
    if not actor.sees_unmasked:
        return []
    known = Handle.objects.filter(brand_id__in=actor.brands, value__in={text, text.lower()})
    return list(known.values_list("customer_id", flat=True)[:MOST])


def _entries(hits: dict[int, int]) -> dict[int, Entry]:
    if not hits:
        return {}
    any_of = Q()
    for case_id, seq in hits.items():
        any_of |= Q(case_id=case_id, seq=seq)
    found = Entry.objects.filter(any_of).exclude(visibility="sealed")
    return {entry.case_id: entry for entry in found}
