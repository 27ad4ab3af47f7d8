"""The whole set-up as one file, out and in. What comes in is shown before it is applied."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pharos.brands.errors import ProfileInvalid
from pharos.brands.queries import brands_of
from pharos.kernel.scope import reading
from pharos.setup import files
from pharos.setup.actions.apply_setup import apply_setup, plan_setup
from pharos.setup.queries import setup_of
from pharos.web.admin.audit import shown
from pharos.web.admin.door import AdminRequest, administers_all, page
from pharos.web.admin.forms import SetupForm

LARGEST_FILE = 5_000_000


class UploadForm(SetupForm):
    file = forms.FileField(
        label=gettext_lazy("A set-up as a zip file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    # What was looked at is what is applied: the file travels with the page.
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def raw(self) -> bytes:
        sent: UploadedFile[Any] | None = self.cleaned_data["file"]
        if sent is not None:
            if (sent.size or 0) > LARGEST_FILE:
                raise ProfileInvalid("set-up", ("holds too much to be a set-up",))
            return bytes(sent.read())
        try:
            return base64.b64decode(self.cleaned_data["looked_at"], validate=True)
        except binascii.Error as error:
            raise ProfileInvalid("set-up", ("is not what was looked at",)) from error

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not clean.get("file") and not clean.get("looked_at"):
            self.add_error("file", _("Choose a file."))
        return clean


@require_http_methods(["GET", "HEAD", "POST"])
@administers_all("transfer")
def index(request: AdminRequest) -> HttpResponseBase:
    """Show what a file would change; with `apply` change it, all or nothing."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    context: dict[str, Any] = {"form": form}
    found: dict[str, Any] = {}

    def work() -> None:
        raw = form.raw()
        act = apply_setup if "apply" in request.POST else plan_setup
        lines = act(actor=request.actor, setup=files.from_zip(raw))
        found["lines"] = [(line, shown(line.before), shown(line.after)) for line in lines]
        found["looked_at"] = base64.b64encode(raw).decode()

    if is_sent and form.saves(work):
        if "apply" in request.POST:
            messages.success(request, _("The set-up is in force."))
            return redirect("admin:transfer")
        context |= found | {"is_planned": True}
    return page(request, "admin/transfer.html", context, 422 if form.errors else 200)


@require_safe
@administers_all("transfer")
def download(request: AdminRequest) -> HttpResponse:
    """Everything of the brands that the reader administers, without secrets."""
    with reading(request.actor):
        raw = files.to_zip(setup_of(brands_of(request.actor)))
    response = HttpResponse(raw, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="pharos-setup.zip"'
    response["Cache-Control"] = "no-store"
    return response
