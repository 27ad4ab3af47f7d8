"""My account: who I am, by what I sign in, and where I am signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pharos.kernel.errors import NotFound
from pharos.people.actions.own_account import Profile, change_profile
from pharos.people.sign_in.adapter import SecondFactors
from pharos.people.sign_in.queries import authenticators_of, sessions_of
from pharos.web.http import StaffRequest, signed_in

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Name"))
    language = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("As the browser asks")), *settings.LANGUAGES],
    )


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    known = {"name": request.user.name, "language": request.user.language}
    return _page(request, ProfileForm(initial=known))


@require_POST
@signed_in
def profile(request: StaffRequest) -> HttpResponseBase:
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    change_profile(actor=request.user.actor(), profile=Profile(**form.cleaned_data))
    messages.success(request, _("Saved."))
    return redirect("mfa_index")


@require_POST
@signed_in
def end_session(request: StaffRequest, session_id: int) -> HttpResponseBase:
    """End one session of one's own. One that is somebody else's is not there."""
    session = next((each for each in sessions_of(request.user) if each.pk == session_id), None)
    if session is None:
        raise NotFound(_("There is no such session."))
    session.end()
    messages.success(request, _("That session has ended."))
    return redirect("mfa_index")


@require_POST
@signed_in
def end_other_sessions(request: StaffRequest) -> HttpResponseBase:
    for session in sessions_of(request.user):
        if not session.is_current():
            session.end()
    messages.success(request, _("All other sessions have ended."))
    return redirect("mfa_index")


@require_safe
@signed_in
def totp_picture(request: StaffRequest) -> HttpResponse:
    """Draw the secret that is being set up, for whoever is setting it up and for nobody else."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise NotFound(_("No authenticator app is being set up."))
    factors = SecondFactors()
    drawn = factors.build_totp_svg(factors.build_totp_url(request.user, secret))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(drawn, content_type="image/svg+xml", headers=headers)


def _page(request: StaffRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    held = authenticators_of(request.user)
    kinds = {each.type for each in held}
    context = {
        "form": form,
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "passkeys": [_key(each) for each in held if each.type == Authenticator.Type.WEBAUTHN],
        "sessions": [_session(each) for each in sessions_of(request.user)],
        "must_enrol": request.session.get("must_enrol", False),
    }
    return render(request, "account/home.html", context, status=status)


def _key(held: Authenticator) -> dict[str, Any]:
    return {"pk": held.pk, "name": held.wrap().name, "created_at": held.created_at}


def _session(session: Any) -> dict[str, Any]:
    return {
        "pk": session.pk,
        "ip": session.ip,
        "created_at": session.created_at,
        "is_current": session.is_current(),
        "browser": _browser(session.user_agent),
    }


def _browser(agent: str) -> str:
    """Name browser and system as their owner would."""
    browser = next((name for mark, name in BROWSERS if mark in agent), _("A browser"))
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser
