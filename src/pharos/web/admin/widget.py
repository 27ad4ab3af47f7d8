from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from pharos.brands.models import Brand
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers
from pharos.web.admin.forms import ProfileForm, words
from pharos.web.lines import LinesField

PREVIEW_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; object-src 'none'"
)


class OriginsForm(ProfileForm):
    touches: ClassVar = ("origins",)
    what: ClassVar = "origins.changed"

    origins = LinesField(
        label=_("Pages on which the widget may stand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line, such as https://www.example.com. A star stands for every page."),
    )

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        return {"origins": "\n".join(profile.get("origins", []))}

    def changes(self) -> dict[str, Any]:
        return {"origins": words(self.cleaned_data["origins"])}

    def place_of(self, path: str) -> str | None:
        return "origins" if path.startswith("origins") else None


@require_http_methods(["GET", "HEAD", "POST"])
@administers("widget")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The line that an exchange puts into its pages, what it gives, and where it may stand."""
    form = OriginsForm(request.POST or None, brand)
    at_start = (brand.profile.get("appearance") or {}).get("launcher") == "start"
    more = ' data-launcher="start"' if at_start else ""
    source = f"{settings.BASE_URL}/widget.js"
    snippet = f'<script src="{source}" data-brand="{brand.slug}"{more} async></script>'
    context = {"snippet": snippet, "is_open": "*" in brand.profile.get("origins", [])}
    return sections.edit(request, brand, form, "admin/widget.html", context)


@require_safe
@administers("widget")
def preview(request: AdminRequest, brand: Brand) -> HttpResponse:
    """A page with nothing but the brand's real widget, for the frame on ours."""
    response = render(request, "admin/preview.html", {"brand": brand})
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response
