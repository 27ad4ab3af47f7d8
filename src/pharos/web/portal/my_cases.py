"""A customer's own cases over all channels, and how they come back to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import brand_by_slug
from pharos.cases.merging import survivor
from pharos.cases.models import Case
from pharos.cases.own_cases import next_updates, own_cases
from pharos.kernel.errors import Invalid
from pharos.kernel.scope import reading
from pharos.people.actions.choose_phrase import choose_phrase
from pharos.people.actor import Actor
from pharos.people.persons.queries import anti_phishing_code, customer_who
from pharos.people.tokens.errors import SignInAgain
from pharos.web.portal.channel_words import name_of
from pharos.web.portal.form_drafts import draft_lines
from pharos.web.portal.pages import only_posted, own_path, page
from pharos.web.portal.stages import label_of, stage_of
from pharos.web.portal.visitor import Visitor, visitor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in the list. `due_at`: by when its customer hears next, if something is promised."""

    number: str
    subject: str
    stage: str
    stage_label: str | Promise
    queue: str
    due_at: datetime | None
    moved_at: datetime
    channels: tuple[str | Promise, ...]
    is_over: bool


class AddressForm(forms.Form):
    address = forms.CharField(
        label=_("Your mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "field__input"}),
    )


@require_safe
def show(request: HttpRequest, brand: str) -> HttpResponse:
    """The list for whoever is known, with the way to sign in; only that for everybody else."""
    visitor = visitor_of(request, brand_by_slug(brand))
    return cases_page(request, visitor, request.GET.get("next", ""))


def cases_page(
    request: HttpRequest,
    visitor: Visitor,
    onward: str,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the list and the way to sign in, which leads on to `onward`."""
    context = {
        "lines": [] if visitor.actor is None else _lines(visitor.actor),
        "drafts": draft_lines(visitor),
        "phrase": _phrase(visitor),
        "address_form": AddressForm(),
        "next": own_path(visitor.brand, onward),
        **(more or {}),
    }
    return page(request, "portal/my_cases.html", visitor, context, status=status)


@only_posted("portal:my_cases")
def choose(request: HttpRequest, brand: str) -> HttpResponse:
    """Choose the words that stand in each mail of ours. Refused to who has proved nothing."""
    visitor = visitor_of(request, brand_by_slug(brand))
    actor = visitor.actor
    if actor is None or not actor.assurance:
        raise SignInAgain
    try:
        choose_phrase(actor=actor, phrase=request.POST.get("phrase", ""))
    except Invalid as refused:
        context = {
            "lines": _lines(actor),
            "phrase": request.POST.get("phrase", "")[:60],
            "phrase_problem": str(refused),
        }
        return page(request, "portal/my_cases.html", visitor, context, status=422)
    return redirect("portal:my_cases", brand)


def _lines(actor: Actor) -> list[CaseLine]:
    with reading(actor):
        cases = own_cases(actor)
        due = next_updates([survivor(case) for case in cases])
        return [_line(case, due.get(survivor(case).pk)) for case in cases]


def _line(case: Case, due_at: datetime | None) -> CaseLine:
    there = survivor(case)
    return CaseLine(
        number=case.number,
        subject=case.subject,
        stage=stage_of(there),
        stage_label=label_of(there),
        queue=there.team.name,
        due_at=due_at,
        moved_at=there.moved_at,
        channels=tuple(name_of(kind) for kind in dict.fromkeys(c.channel for c in case.mine)),  # type: ignore[attr-defined]
        is_over=stage_of(there) == "done",
    )


def _phrase(visitor: Visitor) -> str:
    actor = visitor.actor
    if actor is None or not actor.assurance:
        return ""
    with reading(actor):
        return anti_phishing_code(customer_who(actor))
