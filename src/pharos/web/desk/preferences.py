from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actions.preferences import (
    Preferences,
    Untold,
    set_preferences,
    set_untold,
    want_quiet,
)
from pharos.people.actions.push import push_key
from pharos.people.models import Staff
from pharos.people.push.words import KINDS, OF_SUPERVISORS
from pharos.web.http import StaffRequest, signed_in

THEMES = [("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
YEAR = timedelta(days=365)


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(choices=THEMES, required=False)
    plays_sound = forms.BooleanField(required=False)
    tells_desktop = forms.BooleanField(required=False)
    tells_by_mail = forms.BooleanField(required=False)


class QuietForm(forms.Form):
    minutes = forms.IntegerField(min_value=0, max_value=7 * 24 * 60, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """How somebody likes the desk."""
    actor = request.user.actor()
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            raise Invalid(str(next(iter(form.errors.values()))[0]))
        set_preferences(actor=actor, preferences=Preferences(**form.cleaned_data))
        return redirect(f"{reverse('desk:preferences')}?saved=1")

    quiet = request.user.quiet_until
    context = {
        "person": request.user,
        "themes": THEMES,
        "push_key": push_key(actor=actor).public_key,
        "saved": "saved" in request.GET,
        "kinds": _kinds_of(request.user),
        "is_quiet": quiet is not None and quiet > now(),
        "quiet_forever": quiet is not None and quiet > now() + YEAR,
    }
    return render(request, "desk/preferences.html", context)


@require_POST
@signed_in
def quiet(request: StaffRequest) -> HttpResponse:
    """Let nothing ring for a while, or let it again."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(next(iter(form.errors.values()))[0]))
    want_quiet(actor=request.user.actor(), minutes=form.cleaned_data["minutes"])
    return redirect("desk:preferences")


@require_POST
@signed_in
def kinds(request: StaffRequest) -> HttpResponse:
    """Choose which kinds of notices come by push and which by mail. What was not asked stays."""
    shown = [kind for kind, *_rest in _kinds_of(request.user)]
    chosen = {way: set(request.POST.getlist(way)) for way in ("push", "mail")}
    person = request.user
    untold = Untold(
        by_push=_left_out(shown, chosen["push"], person.untold_by_push),
        by_mail=_left_out(shown, chosen["mail"], person.untold_by_mail),
    )
    set_untold(actor=person.actor(), untold=untold)
    return redirect(f"{reverse('desk:preferences')}?saved=1")


def _kinds_of(person: Staff) -> list[tuple[str, Promise, bool, bool]]:
    """Return each kind that can reach this person, in words, and whether it does so how."""
    hidden = frozenset() if person.actor().may_arrange else OF_SUPERVISORS
    return [
        (kind, words, kind not in person.untold_by_push, kind not in person.untold_by_mail)
        for kind, words in KINDS.items()
        if kind not in hidden
    ]


def _left_out(shown: list[str], chosen: set[str], before: list[str]) -> set[str]:
    return {kind for kind in shown if kind not in chosen} | {
        kind for kind in before if kind not in shown
    }
