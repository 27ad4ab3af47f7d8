from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actions.preferences import Preferences, set_preferences, want_quiet
from pharos.people.actions.push import push_key
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
