"""How a page with one form over a section of the profile is shown and saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pharos.brands.models import Brand
from pharos.web.admin.door import AdminRequest, page
from pharos.web.admin.forms import ProfileForm


def edit(
    request: AdminRequest,
    brand: Brand,
    form: ProfileForm,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    back: str = "",
) -> HttpResponseBase:
    """Show the form; saved, go `back` (a name in `admin:` that takes the slug) or stay here."""
    if form.is_bound and form.save(request.actor):
        messages.success(request, _("Saved."))
        return redirect(f"admin:{back or request.section}", brand.slug)
    status = 422 if form.errors else 200
    return page(request, template, {"form": form, **(context or {})}, status)
