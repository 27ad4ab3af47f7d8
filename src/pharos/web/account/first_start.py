from __future__ import annotations

from pathlib import Path

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pharos.brands.errors import ProfileInvalid
from pharos.brands.files import read_profile
from pharos.kernel.errors import Invalid
from pharos.people.actions.create_brand import create_brand
from pharos.people.actions.make_owner import Owner, make_owner
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.queries import is_staffed

EMPTY = ""


class OwnerForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("The server printed it when it started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 12 characters. A short sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    brand = forms.ChoiceField(label=gettext_lazy("Begin with"), required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        files = [(path.stem, path.stem.capitalize()) for path in profiles()]
        choices = [(EMPTY, _("A brand of your own, empty")), *files]
        self.fields["brand"].choices = choices  # type: ignore[attr-defined]

    def owner(self) -> Owner:
        clean = self.cleaned_data
        return Owner(
            code=clean["code"],
            name=clean["name"],
            email=clean["email"],
            password=clean["password"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """Make the owner of a fresh installation. Gone for good once anybody has an account."""
    if is_staffed():
        raise Http404
    form = OwnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="first_start"):
            form.add_error("code", _("Too many tries. Wait a minute."))
        elif (owner := _made(form)) is not None:
            return _begin(request, owner, form.cleaned_data["brand"])
    status = 422 if form.errors else 200
    return render(request, "account/first_start.html", {"form": form}, status=status)


def profiles() -> list[Path]:
    """Return the profile files that come with the program: Northmere, and examples to verify."""
    return sorted((settings.ROOT / "profiles").glob("*.yaml"))


def _made(form: OwnerForm) -> Staff | None:
    try:
        return make_owner(actor=Actor.system(), owner=form.owner())
    except Invalid as refusal:
        form.add_error("code" if refusal.code == "code_wrong" else None, str(refusal))
        return None


def _begin(request: HttpRequest, owner: Staff, chosen: str) -> HttpResponseBase:
    """Sign the owner in and make their first brand, or lead to where they make one."""
    login(request, owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    path = next((path for path in profiles() if path.stem == chosen), None)
    if path is None:
        return redirect("admin:brand-new")
    try:
        _profile, contents = read_profile(path)
        create_brand(actor=owner.actor(), contents=contents)
    except ProfileInvalid:
        return redirect("admin:brand-new")
    return redirect(settings.LOGIN_REDIRECT_URL)
