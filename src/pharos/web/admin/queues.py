from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.models import Team
from pharos.people.queries import teams_of
from pharos.routing.actions.keep_queue import QueueDraft, add_queue, change_queue, retire_queue
from pharos.routing.actions.set_routing import RoutingDraft, set_capacities, set_routing
from pharos.routing.floor.queries import agents_of
from pharos.routing.models import Queue
from pharos.routing.queries import queues_of, routing_of
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm
from pharos.web.lines import LinesField

AT = {"queue_taken": "name", "reason_unknown": "reasons", "hours_invalid": "hours"}
LINE = re.compile(r"^([a-z, -]+?)\s+(\d\d:\d\d)\s*-\s*(\d\d:\d\d)$")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class RoutingForm(SetupForm):
    push = forms.BooleanField(
        label=gettext_lazy("Give cases to agents who are online"),
        help_text=gettext_lazy("Off: agents take cases themselves."),
        required=False,
    )
    capacity = forms.IntegerField(label=gettext_lazy("Cases a person has at once"), min_value=1)
    grace_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds until what an absent agent left goes back"), min_value=0
    )

    def draft(self) -> RoutingDraft:
        return RoutingDraft(**self.cleaned_data)


class QueueForm(SetupForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    team = forms.ChoiceField(label=gettext_lazy("Team"))
    language = forms.CharField(
        label=gettext_lazy("Language"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("A tag such as ko or zh-Hans. Empty: any."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        help_text=gettext_lazy("Codes or their beginnings, such as TRD, API. Empty: any."),
    )
    most_each = forms.IntegerField(
        label=gettext_lazy("Of these, a person has at most"), required=False, min_value=0
    )
    hours = LinesField(
        label=gettext_lazy("Hours"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("A line such as: mon, tue 08:00-20:00. Empty: the brand's."),
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = forms.ChoiceField(
            label=gettext_lazy("Team"), choices=[(team.pk, team.name) for team in teams]
        )
        self.fields["team"].widget.attrs["class"] = "field__input"

    def draft(self) -> QueueDraft:
        clean = self.cleaned_data
        return QueueDraft(
            name=clean["name"],
            team_id=int(clean["team"]),
            language=clean["language"].strip(),
            reasons=tuple(re.split(r"[\s,]+", clean["reasons"].strip().upper()))
            if clean["reasons"].strip()
            else (),
            hours=_hours(clean["hours"]),
            most_each=clean["most_each"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@administers("queues")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The brand's queues, how cases reach agents, and how many each person bears."""
    with reading(request.actor):
        teams = teams_of(brand.pk)
        routing = routing_of(brand.pk)
        queues = queues_of([brand.pk])
        agents = agents_of(queues, at=now())
    form = QueueForm(request.POST or None, teams=teams)

    def add() -> None:
        add_queue(actor=request.actor, slug=brand.slug, draft=form.draft())

    if request.method == "POST" and form.saves(add, at=AT):
        messages.success(request, _("The queue is there now."))
        return redirect("admin:queues", brand.slug)
    context = {
        "form": form,
        "routing": RoutingForm(initial=_initial(routing)),
        "queues": queues,
        "agents": agents,
        "push": routing.push,
    }
    return page(request, "admin/queues.html", context, 422 if form.errors else 200)


@require_POST
@administers("queues")
def routing(request: AdminRequest, brand: Brand) -> HttpResponse:
    """How cases reach agents."""
    form = RoutingForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This number is out of bounds."), code="routing_invalid")
    set_routing(actor=request.actor, slug=brand.slug, draft=form.draft())
    messages.success(request, _("Saved."))
    return redirect("admin:queues", brand.slug)


@require_POST
@administers("queues")
def capacities(request: AdminRequest, brand: Brand) -> HttpResponse:
    """How many cases each person bears; an empty field is as the brand says."""
    given: dict[int, int | None] = {}
    for name, value in request.POST.items():
        text = str(value).strip()
        if name.startswith("of-") and name[3:].isdigit() and (text.isdigit() or not text):
            given[int(name[3:])] = int(text) if text else None
    set_capacities(actor=request.actor, slug=brand.slug, capacities=given)
    messages.success(request, _("Saved."))
    return redirect("admin:queues", brand.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("queues")
def edit(request: AdminRequest, brand: Brand, queue_id: int) -> HttpResponseBase:
    with reading(request.actor):
        teams = teams_of(brand.pk)
        queue = next((each for each in queues_of([brand.pk]) if each.pk == queue_id), None)
    if queue is None:
        raise NotFound(_("There is no such queue."))
    form = QueueForm(request.POST or None, teams=teams, initial=_told(queue))

    def change() -> None:
        draft = form.draft()
        change_queue(actor=request.actor, slug=brand.slug, queue_id=queue_id, draft=draft)

    if request.method == "POST" and form.saves(change, at=AT):
        messages.success(request, _("Saved."))
        return redirect("admin:queues", brand.slug)
    context = {"form": form, "queue": queue}
    return page(request, "admin/queue.html", context, 422 if form.errors else 200)


@require_POST
@administers("queues")
def retirement(request: AdminRequest, brand: Brand, queue_id: int) -> HttpResponse:
    retire_queue(actor=request.actor, slug=brand.slug, queue_id=queue_id)
    return redirect("admin:queues", brand.slug)


def _initial(routing: Any) -> dict[str, Any]:
    return {name: getattr(routing, name) for name in ("push", "capacity", "grace_seconds")}


def _told(queue: Queue) -> dict[str, Any]:
    return {
        "name": queue.name,
        "team": queue.team_id,
        "language": queue.language,
        "reasons": ", ".join(queue.reasons),
        "most_each": queue.most_each,
        "hours": "\n".join(
            f"{', '.join(each['days'])} {each['from']}-{each['until']}"
            for each in (queue.hours or {}).get("week", [])
        ),
    }


def _hours(text: str) -> dict[str, Any] | None:
    """Read lines such as `mon-fri 08:00-20:00` as a profile's hours; what is wrong stays wrong."""
    lines = [line.strip().lower() for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    week = []
    for line in lines:
        match = LINE.match(line)
        if match is None:
            raise Invalid(
                _("This line cannot be read: %(line)s") % {"line": line}, code="hours_invalid"
            )
        week.append({"days": _days(match[1]), "from": match[2], "until": match[3]})
    return {"week": week}


def _days(text: str) -> list[str]:
    days: list[str] = []
    for part in re.split(r"[\s,]+", text.strip(" ,")):
        first, _dash, last = part.partition("-")
        if first in DAYS and last in DAYS:
            days += DAYS[DAYS.index(first) : DAYS.index(last) + 1]
        else:
            days.append(part)
    return days
