from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pharos.brands.queries import brand_by_slug
from pharos.kernel.errors import Conflict, Invalid, Unproven
from pharos.kernel.scope import reading
from pharos.people.actions.accept_invitation import Acceptance, accept_invitation
from pharos.people.actions.invite_staff import digest_of
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.queries import invitation_by_digest


class NewcomerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name, as customers read it"), max_length=120)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 12 characters. A short sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NoForm(forms.Form):
    """Whoever has an account says yes, and nothing else."""


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, brand: str, secret: str) -> HttpResponseBase:
    """What somebody was invited to, and their yes. The secret is in the address only."""
    house = brand_by_slug(brand)
    actor, digest = Actor.system(house.pk), digest_of(secret)
    with reading(actor):
        invitation = invitation_by_digest(digest)
    me = request.user if isinstance(request.user, Staff) else None
    kind = NoForm if me is not None and me.email == invitation.email else NewcomerForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        acceptance = Acceptance(digest=digest, signed_in=me.pk if me else None, **form.cleaned_data)
        try:
            staff = accept_invitation(actor=actor, acceptance=acceptance)
        except Unproven:
            return redirect_to_login(request.get_full_path())
        except (Conflict, Invalid) as refusal:
            form.add_error("password" if refusal.code == "account_invalid" else None, str(refusal))
        else:
            return _let_in(request, staff, me)
    context = {"form": form, "invitation": invitation, "brand": house, "is_known": kind is NoForm}
    response = render(request, "account/join.html", context, status=422 if form.errors else 200)
    # The address is a key for as long as it works. Within our own pages it may be told: without a
    # referrer a browser names no origin either, and its form would be taken for a stranger's.
    response["Referrer-Policy"] = "same-origin"
    return response


def _let_in(request: HttpRequest, staff: Staff, me: Staff | None) -> HttpResponseBase:
    """A newcomer is signed in; somebody known stays whoever they are."""
    if me is None:
        login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
