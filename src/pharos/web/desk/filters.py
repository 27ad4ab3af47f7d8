from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.cases.listing.queries import around, choices_for
from pharos.cases.states import CaseState
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.design.templatetags.design import language_name
from pharos.web.desk.lists import Chosen, chosen_list
from pharos.web.desk.words import CHANNELS, FEEDBACK, REASONS, STATES
from pharos.web.http import StaffRequest, answer, signed_in

Choices = list[tuple[str, str | Promise]]
# What people ask for: nobody thinks of a wait in single minutes.
WAITS: Choices = [
    ("5", _("5 minutes")),
    ("15", _("15 minutes")),
    ("60", _("1 hour")),
    ("240", _("4 hours")),
    ("1440", _("1 day")),
    ("4320", _("3 days")),
]
PROMISES: Choices = [("late", _("Missed")), ("soon", _("Missed or due in 15 minutes"))]
ORDERS: Choices = [("wait", _("By stake and wait")), ("newest", _("Newest first"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    label: str | Promise
    choices: Choices
    chosen: tuple[str, ...]


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """The form that narrows the list, filled as the list is now."""
    actor = request.user.actor()
    with reading(actor):
        chosen = chosen_list(request.GET, around(actor).views)
        known = choices_for(actor)
    context = {
        "title": _("Filter the list"),
        "fragment": "desk/_filters.html",
        "chosen": chosen,
        "fields": _fields(chosen, known),
        "audiences": _audiences(actor, known),
        "audience": _audience(chosen),
    }
    return answer(request, page="desk/plain.html", fragment="desk/_filters.html", context=context)


def _fields(chosen: Chosen, known: dict[str, Any]) -> list[Field]:
    now = chosen.criteria.as_json()
    languages: Choices = [(tag, language_name(tag)) for tag, _same in known["languages"]]
    owners: Choices = [("me", _("Me")), ("nobody", _("Nobody")), *known["people"]]
    asked: dict[str, tuple[str | Promise, Choices]] = {
        "states": (_("State"), [(state, STATES[state]) for state in CaseState.values]),
        "assignee": (_("Agent"), owners),
        "teams": (_("Team"), known["teams"]),
        "languages": (_("Language"), languages),
        "tags": (_("Tag"), known["tags"]),
        "channels": (_("Channel"), list(CHANNELS.items())),
        "reasons": (_("Topic"), [*REASONS.items(), *FEEDBACK.items()]),
        "waiting_minutes": (_("Waiting longer than"), WAITS),
        "promise": (_("Promise"), PROMISES),
        "order": (_("Order"), ORDERS),
    }
    return [
        Field(name=name, label=label, choices=choices, chosen=_plain(now.get(name)))
        for name, (label, choices) in asked.items()
    ]


def _plain(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _audiences(actor: Actor, known: dict[str, Any]) -> Choices:
    only_me: Choices = [("self", _("Only you"))]
    if not actor.may_reply:
        return only_me
    return [*only_me, *known["teams"], ("brand", _("Everybody"))]


def _audience(chosen: Chosen) -> str:
    if chosen.saved is None:
        return "self"
    return str(chosen.saved.team_id or chosen.saved.audience)
