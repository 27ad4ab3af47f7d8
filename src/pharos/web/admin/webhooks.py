"""Webhooks to the brand's own systems: which, how they are doing, and what went to each."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.models import Brand
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.outlets.access import outlet_to_administer, outlet_to_look_back_at
from pharos.outlets.actions.keep_outlet import NewOutlet, change_secret, keep_outlet
from pharos.outlets.actions.remove_outlet import remove_outlet
from pharos.outlets.actions.replay import resume_outlet, send_again, send_range_again
from pharos.outlets.events import EVENTS, NOTICES, label_of
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.queries import (
    Load,
    attempts_of,
    latest_dispatches,
    outlets_of,
    removed_outlets_of,
)
from pharos.outlets.reasons import reason_words
from pharos.outlets.trying import try_outlet
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm

AT = {"url_invalid": "url", "url_private": "url", "event_unknown": "events"}
AT |= {"secret_missing": "is_on"}
KINDS = {
    Outlet.Kind.EVENTS: gettext_lazy("A system of yours"),
    Outlet.Kind.CHAT: gettext_lazy("A room in your team's chat"),
}
STATES = {
    Dispatch.State.QUEUED: gettext_lazy("Waits"),
    Dispatch.State.SENDING: gettext_lazy("Waits"),
    Dispatch.State.SENT: gettext_lazy("Taken"),
    Dispatch.State.DEAD: gettext_lazy("Given up"),
    Dispatch.State.ENDED: gettext_lazy("Ended: removed"),
}
FILTERS = [
    ("", gettext_lazy("Everything")),
    *(
        (state, STATES[state])
        for state in (Dispatch.State.QUEUED, Dispatch.State.SENT, Dispatch.State.DEAD)
    ),
]


class OutletForm(SetupForm):
    label = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=600,
        widget=forms.URLInput(
            attrs={"dir": "ltr", "placeholder": "https://", "autocomplete": "off"}
        ),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    includes_words = forms.BooleanField(
        label=gettext_lazy("Send the words of messages too"),
        required=False,
        help_text=gettext_lazy(
            "Without this it gets facts and numbers only. Notes of staff never go along."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False
    )
    is_on = forms.BooleanField(label=gettext_lazy("It is on"), required=False)

    def __init__(self, data: Any, kind: str, outlet: Outlet | None) -> None:
        self.kind = kind
        is_chat = kind == Outlet.Kind.CHAT
        known = outlet or Outlet(kind=kind, is_on=True, events=_first_events(kind))
        first = {name: getattr(known, name) for name in self.base_fields}
        # Whoever knows the address of a chat may write there, so it is not shown again.
        first |= {"url": ""} if is_chat else {}
        super().__init__(data, initial=first)
        choices = NOTICES if is_chat else EVENTS
        self.fields["events"].choices = list(choices.items())  # type: ignore[attr-defined]
        if is_chat:
            del self.fields["includes_words"]
            self.fields["url"].required = outlet is None or not outlet.url
            self.fields["url"].help_text = _chat_hint(outlet)
        else:
            del self.fields["language"]

    def new(self) -> NewOutlet:
        clean = self.cleaned_data
        return NewOutlet(
            kind=self.kind,
            label=clean["label"],
            url=clean["url"],
            events=tuple(clean["events"]),
            includes_words=clean.get("includes_words", False),
            language=clean.get("language") or "en",
            is_on=clean["is_on"],
        )


class RangeForm(SetupForm):
    since = forms.DateTimeField(
        label=gettext_lazy("From (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


@require_safe
@administers("webhooks")
def index(request: AdminRequest, brand: Brand) -> HttpResponse:
    with reading(request.actor):
        loads, removed = outlets_of(brand.pk), removed_outlets_of(brand.pk)
    rows = [_row(load) for load in loads]
    context = {"rows": rows, "kinds": KINDS.items(), "removed": removed}
    return page(request, "admin/webhooks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("webhooks")
def new(request: AdminRequest, brand: Brand, kind: str) -> HttpResponseBase:
    """Add one. Its secret is shown right after it was made, and never again."""
    if kind not in Outlet.Kind.values:
        raise NotFound(_("There is no such kind of webhook."))
    form = OutletForm(request.POST or None, kind, None)
    made: list[Outlet] = []

    def add() -> None:
        made.append(keep_outlet(actor=request.actor, slug=brand.slug, new=form.new()))

    if request.method == "POST" and form.saves(add, at=AT):
        return _one(request, made[0], made=made[0].secret)
    context = {"form": form, "kind_label": KINDS[Outlet.Kind(kind)]}
    return page(request, "admin/webhook.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("webhooks")
def edit(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    outlet = _outlet(request, brand, outlet_id)
    form = OutletForm(request.POST or None, outlet.kind, outlet)

    def change() -> None:
        keep_outlet(actor=request.actor, slug=brand.slug, new=form.new(), outlet_id=outlet_id)

    if request.method == "POST" and form.saves(change, at=AT):
        messages.success(request, _("Saved."))
        return redirect("admin:webhook", brand.slug, outlet_id)
    return _one(request, outlet, form=form, status=422 if form.errors else 200)


@require_POST
@administers("webhooks")
def secret(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    """Make a new secret, and show it this once."""
    outlet = change_secret(actor=request.actor, slug=brand.slug, outlet_id=outlet_id)
    return _one(request, outlet, made=outlet.secret)


@require_POST
@administers("webhooks")
def trial(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    """Send a ping and say what came of it."""
    outlet = _outlet(request, brand, outlet_id)
    is_good, sentence = try_outlet(request.actor, brand.pk, outlet_id)
    return _one(request, outlet, trial={"is_good": is_good, "sentence": sentence})


@require_POST
@administers("webhooks")
def resumption(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    """End its pause: what waits is tried now."""
    resume_outlet(actor=request.actor, brand_id=brand.pk, outlet_id=outlet_id)
    messages.success(request, _("What waits for it is tried now."))
    return redirect("admin:webhook", brand.slug, outlet_id)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("webhooks")
def removal(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    """Ask first, with what waits for it; posting removes it and says what has ended."""
    outlet = _outlet(request, brand, outlet_id)
    if request.method == "POST":
        ended = remove_outlet(actor=request.actor, slug=brand.slug, outlet_id=outlet_id)
        said = ngettext(
            "It is removed. %(count)s event that waited for it was not sent.",
            "It is removed. %(count)s events that waited for it were not sent.",
            ended,
        )
        messages.success(request, said % {"count": ended})
        return redirect("admin:webhooks", brand.slug)
    with reading(request.actor):
        loads = {load.outlet.pk: load for load in outlets_of(brand.pk)}
    context = {"outlet": outlet, "row": _row(loads[outlet.pk])}
    return page(request, "admin/webhook_removal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("webhooks")
def log(request: AdminRequest, brand: Brand, outlet_id: int) -> HttpResponseBase:
    """Each event that went to it with each try; posting sends those of a time again."""
    with reading(request.actor):
        outlet = outlet_to_look_back_at(request.actor, brand.pk, outlet_id)
    form = RangeForm(request.POST or None, initial=_last_day())
    again: list[int] = []

    def send() -> None:
        clean = form.cleaned_data
        again.append(
            send_range_again(
                actor=request.actor,
                brand_id=brand.pk,
                outlet_id=outlet_id,
                since=clean["since"].replace(tzinfo=UTC),
                until=clean["until"].replace(tzinfo=UTC),
            )
        )

    if request.method == "POST" and form.saves(send, at={"range_empty": "until"}):
        messages.success(request, _("%(count)s events are sent again.") % {"count": again[0]})
        return redirect("admin:webhook-log", brand.slug, outlet_id)
    return _log(request, outlet, form)


@require_POST
@administers("webhooks")
def replay(request: AdminRequest, brand: Brand, dispatch_id: int) -> HttpResponseBase:
    """Send one event again."""
    outlet_id = send_again(actor=request.actor, brand_id=brand.pk, dispatch_id=dispatch_id)
    messages.success(request, _("It is sent again."))
    return redirect("admin:webhook-log", brand.slug, outlet_id)


def _outlet(request: AdminRequest, brand: Brand, outlet_id: int) -> Outlet:
    with reading(request.actor):
        return outlet_to_administer(request.actor, brand.pk, outlet_id)


def _one(
    request: AdminRequest,
    outlet: Outlet,
    *,
    form: OutletForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    with reading(request.actor):
        loads = {load.outlet.pk: load for load in outlets_of(outlet.brand_id)}
    context = {
        "form": form or OutletForm(None, outlet.kind, outlet),
        "row": _row(loads[outlet.pk]),
        "outlet": outlet,
        "kind_label": KINDS[Outlet.Kind(outlet.kind)],
        **more,
    }
    return page(request, "admin/webhook.html", context, status)


def _row(load: Load) -> dict[str, Any]:
    outlet = load.outlet
    return {
        "pk": outlet.pk,
        "label": outlet.label,
        "kind_label": KINDS[Outlet.Kind(outlet.kind)],
        "host": outlet.host,
        "is_chat": outlet.kind == Outlet.Kind.CHAT,
        "is_on": outlet.is_on,
        "is_ready": outlet.is_ready,
        "is_paused": outlet.is_paused,
        "paused_until": outlet.paused_until,
        "failing_since": outlet.failing_since,
        "why": reason_words(outlet.why),
        "sent_at": outlet.sent_at,
        "waiting": load.waiting,
        "oldest": load.oldest,
        "dead": load.dead,
    }


def _log(request: AdminRequest, outlet: Outlet, form: RangeForm) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in dict(FILTERS) else ""
    before = request.GET.get("before", "")
    with reading(request.actor):
        found = latest_dispatches(
            outlet, state=state, before=int(before) if before.isdecimal() else None
        )
        tries = attempts_of(found)
    context = {
        "outlet": outlet,
        "form": form,
        "filters": [(code, label, code == state) for code, label in FILTERS],
        "events": [_event(outlet, each, tries.get(each.pk, [])) for each in found],
        "older": f"state={state}&before={found[-1].pk}" if len(found) == 100 else "",  # noqa: PLR2004 - a page
    }
    return page(request, "admin/webhook_log.html", context, 422 if form.errors else 200)


def _event(outlet: Outlet, dispatch: Dispatch, tries: list[Any]) -> dict[str, Any]:
    state = Dispatch.State(dispatch.state)
    return {
        "pk": dispatch.pk,
        "label": label_of(dispatch.event),
        "event": dispatch.event,
        "case": dispatch.case.number if dispatch.case else "",
        "name": dispatch.name,
        "at": dispatch.queued_at,
        "state_label": STATES[state],
        "is_taken": state == Dispatch.State.SENT,
        "is_dead": state == Dispatch.State.DEAD,
        "can_repeat": outlet.removed_at is None
        and state in (Dispatch.State.SENT, Dispatch.State.DEAD),
        "is_ended": state == Dispatch.State.ENDED,
        "status": dispatch.status,
        "why": reason_words(dispatch.why),
        "due_at": dispatch.due_at,
        "tries": [(each, reason_words(each.why)) for each in tries],
    }


def _first_events(kind: str) -> list[str]:
    return list(NOTICES if kind == Outlet.Kind.CHAT else EVENTS)


def _chat_hint(outlet: Outlet | None) -> str:
    if outlet is None or not outlet.url:
        return _(
            "The address of an incoming webhook that takes JSON with a text, as Slack and Teams"
            " give it; with Discord, put /slack at its end."
        )
    return _("It leads to %(host)s and is not shown again. Leave it empty to keep it.") % {
        "host": outlet.host
    }


def _last_day() -> dict[str, str]:
    at = now().astimezone(UTC).replace(second=0, microsecond=0)
    return {
        "since": f"{at.replace(hour=0, minute=0):%Y-%m-%dT%H:%M}",
        "until": f"{at:%Y-%m-%dT%H:%M}",
    }
