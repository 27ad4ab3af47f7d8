"""Does everything that came in have a case, an owner and a clock? How the last comparison ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from pharos.brands.queries import brands_of
from pharos.health.queries import last_reconciled
from pharos.kernel.scope import reading
from pharos.web.admin.accounts import channel_name
from pharos.web.admin.door import AdminRequest, administers_all, page


@dataclass(frozen=True, slots=True)
class Book:
    """One brand: what was looked at, and the cases that something is wrong with."""

    brand: str
    cases: int
    items: list[tuple[str | Promise, int]]
    faults: int
    numbers: list[str]


@require_safe
@administers_all("health")
def show(request: AdminRequest) -> HttpResponse:
    """Show the last comparison, of the brands that the reader may see."""
    with reading(request.actor):
        last = last_reconciled()
        brands = brands_of(request.actor)
    told = {} if last is None else last.figures
    found = [_book(each.name, told[each.slug]) for each in brands if each.slug in told]
    return page(request, "admin/books.html", {"last": last, "books": found})


def _book(name: str, told: Mapping[str, Any]) -> Book:
    return Book(
        brand=name,
        cases=told.get("cases", 0),
        items=[(channel_name(kind), count) for kind, count in told.get("items", {}).items()],
        faults=told.get("faults", 0),
        numbers=told.get("numbers", []),
    )
