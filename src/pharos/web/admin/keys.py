from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.actions.keep_token_key import keep_token_key, settle_token_key
from pharos.brands.keys import NewKey
from pharos.brands.models import Brand, TokenKey
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.queries import token_keys_of
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm
from pharos.web.lines import LinesField

AT = {"key_id_taken": "key_id", "key_invalid": "public_key"}
SECRET_BYTES = 48


class KeyForm(SetupForm):
    key_id = forms.RegexField(
        r"^[0-9A-Za-z._-]{1,60}$",
        label=gettext_lazy("Name of the key"),
        help_text=gettext_lazy("The kid in the header of each token."),
        error_messages={"invalid": gettext_lazy("Letters, digits, dots, dashes, underscores.")},
    )
    algorithm = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("EdDSA", gettext_lazy("Ed25519: you keep the private key, we get the public one")),
            ("HS256", gettext_lazy("HS256: a secret that both keep; we make it and show it once")),
        ],
        widget=forms.RadioSelect,
        initial="EdDSA",
    )
    public_key = LinesField(
        label=gettext_lazy("Public key (PEM)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("For Ed25519 only."),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("algorithm") == "EdDSA" and not clean.get("public_key"):
            self.add_error("public_key", _("Paste the public key."))
        return clean

    def key(self) -> NewKey:
        clean = self.cleaned_data
        algorithm = TokenKey.Algorithm(clean["algorithm"])
        is_shared = algorithm == TokenKey.Algorithm.HS256
        material = secrets.token_urlsafe(SECRET_BYTES) if is_shared else clean["public_key"]
        return NewKey(key_id=clean["key_id"], algorithm=algorithm, material=material)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("keys")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The keys, a form for one more, and once, right after it was made, a shared secret."""
    form = KeyForm(request.POST or None, initial={"key_id": f"{now():%Y-%m}"})
    made: list[NewKey] = []

    def add() -> None:
        made.append(form.key())
        keep_token_key(actor=request.actor, slug=brand.slug, key=made[0])

    is_saved = request.method == "POST" and form.saves(add, at=AT)
    if is_saved and made[0].algorithm == TokenKey.Algorithm.EDDSA:
        messages.success(request, _("Tokens of this key are believed from now on."))
        return redirect("admin:keys", brand.slug)
    with reading(request.actor):
        keys = token_keys_of(brand.pk)
    context = {"form": form, "keys": keys, "made": made[0] if is_saved else None}
    return page(request, "admin/keys.html", context, 422 if form.errors else 200)


@require_POST
@administers("keys")
def settle(request: AdminRequest, brand: Brand, key_id: str) -> HttpResponseBase:
    """Retire a key, or with `restore` believe its tokens again."""
    active = "restore" in request.POST
    settle_token_key(actor=request.actor, slug=brand.slug, key_id=key_id, active=active)
    return redirect("admin:keys", brand.slug)
