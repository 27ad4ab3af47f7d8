"""Who looked into one customer's data, when, and what for: for those who supervise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.cases.queries import cases_of
from pharos.diagnosis.labels import PURPOSES, questions_label
from pharos.diagnosis.looks import Look, looks_into
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.people.access import customer_to_read
from pharos.people.persons.queries import customers_of_person
from pharos.web.desk.profile import name_of
from pharos.web.http import StaffRequest, signed_in

SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    at: datetime
    who: str
    what: str
    purpose: str | Promise
    words: str


@require_safe
@signed_in
def index(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The looks into the customer's cases, the latest first. What is sealed is not among them."""
    actor = request.user.actor()
    with reading(actor):
        customer = customer_to_read(actor, public_id)
        if not actor.may_assign_others:
            raise Forbidden(_("Only a supervisor sees who looked."), code="supervisors_only")
        cases = cases_of(actor, customers_of_person(customer))
        looks = [_line(look) for look in looks_into(cases)[:SHOWN]]
    context = {"customer": customer, "name": name_of(actor, customer), "looks": looks}
    return render(request, "desk/looks.html", context)


def _line(look: Look) -> LookLine:
    return LookLine(
        at=look.at,
        who=look.who,
        what=questions_label(look.questions),
        purpose=PURPOSES.get(look.purpose, look.purpose),
        words=look.words,
    )
