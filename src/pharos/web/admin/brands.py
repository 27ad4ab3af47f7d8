from __future__ import annotations

import zoneinfo
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pharos.brands.models import Brand
from pharos.brands.offer import SECOND_FACTORS
from pharos.brands.queries import brands_of
from pharos.kernel.time import now
from pharos.people.actions.create_brand import create_brand
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, administers_all, page
from pharos.web.admin.forms import ProfileForm, SetupForm, words
from pharos.web.admin.spoken import said_in
from pharos.web.lines import LinesField

LANGUAGES_HINT = gettext_lazy("Tags such as en, zh-Hans or ko, with commas between.")
FACTORS = dict(
    zip(
        SECOND_FACTORS,
        (
            gettext_lazy("Nobody has to"),
            gettext_lazy("Administrators have to"),
            gettext_lazy("Everybody has to"),
        ),
        strict=True,
    )
)


def zone_field(**options: Any) -> forms.ChoiceField:
    zones = sorted(zoneinfo.available_timezones())
    return forms.ChoiceField(choices=[(zone, zone) for zone in zones], **options)


class NewBrandForm(SetupForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and dashes. It stays for good."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"), initial="en", help_text=LANGUAGES_HINT
    )
    timezone = zone_field(label=gettext_lazy("Time zone"), initial="UTC")

    def contents(self) -> dict[str, Any]:
        """Return a profile to begin with: one channel, one topic, one team, no promises."""
        clean = self.cleaned_data
        languages = words(clean["languages"])
        return {
            "slug": clean["slug"].lower(),
            "name": clean["name"],
            "languages": languages,
            "timezone": clean["timezone"],
            "channels": [{"kind": "widget", "state": "PROMISED", "support_role": "full"}],
            "topics": [
                {
                    "code": "FBK.OTHER",
                    "icon": "question",
                    "assurance": 0,
                    "labels": dict.fromkeys(languages, "Something else"),
                }
            ],
            "teams": [{"slug": "support", "name": "Support", "languages": languages}],
            "service": {},
            "origins": [],
            "verified_at": None,
        }

    def place_of(self, path: str) -> str | None:
        return super().place_of(path.partition("[")[0])


class BrandForm(ProfileForm):
    touches: ClassVar = (
        *("name", "languages", "timezone", "note", "suspended", "verified_at", "example"),
        "security",
    )

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        required=False,
        help_text=gettext_lazy(
            "Tags such as en, zh-Hans or ko, with commas between. A new language needs the words of"
            " every topic: its wording is copied from the first language until you change it."
        ),
    )
    timezone = zone_field(label=gettext_lazy("Time zone"))
    second_factor = forms.ChoiceField(
        label=gettext_lazy("Who confirms signing in with a second factor"),
        choices=list(FACTORS.items()),
    )
    note = LinesField(
        label=gettext_lazy("Notes for administrators"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    verified = forms.BooleanField(
        label=gettext_lazy("I have checked everything that this brand says of itself"),
        required=False,
    )
    suspended = forms.BooleanField(
        label=gettext_lazy("Suspend this brand"),
        required=False,
        help_text=gettext_lazy("It is marked as suspended here. Nothing that is there is lost."),
    )

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": profile["name"],
            "languages": ", ".join(profile.get("languages") or []),
            "timezone": profile.get("timezone", "UTC"),
            "note": profile.get("note", ""),
            "second_factor": (profile.get("security") or {}).get("second_factor", "optional"),
            "verified": profile.get("verified_at") is not None,
            "suspended": profile.get("suspended", False),
        }

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        verified_at = self.profile.get("verified_at") or _today()
        languages = words(clean["languages"])
        # What is said in each language comes along only where the languages change.
        is_same = languages == (self.profile.get("languages") or [])
        return ({} if is_same else said_in(self.profile, languages or ["en"])) | {
            "name": clean["name"],
            "languages": languages or None,
            "timezone": clean["timezone"],
            "note": clean["note"] or None,
            "security": {"second_factor": clean["second_factor"]},
            "verified_at": verified_at if clean["verified"] else None,
            # Whoever has checked an example has made it their own.
            "example": None if clean["verified"] else self.profile.get("example"),
            "suspended": clean["suspended"] or None,
        }

    def place_of(self, path: str) -> str | None:
        return super().place_of(path.partition("[")[0])


@require_safe
@administers_all("brands")
def index(request: AdminRequest) -> HttpResponse:
    return page(request, "admin/brands.html", {"cards": brands_of(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@administers_all("brands")
def new(request: AdminRequest) -> HttpResponseBase:
    form = NewBrandForm(request.POST or None)

    def create() -> None:
        create_brand(actor=request.actor, contents=form.contents())

    if request.method == "POST" and form.saves(create, at={"brand_taken": "slug"}):
        messages.success(request, _("The brand is there. You are in its first team."))
        return redirect("admin:brand", form.cleaned_data["slug"].lower())
    return page(request, "admin/brand_new.html", {"form": form}, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("brand")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    form = BrandForm(request.POST or None, brand)
    return sections.edit(
        request, brand, form, "admin/brand.html", {"unverified": unverified(brand)}
    )


def unverified(brand: Brand) -> list[str]:
    """Name the channels of a brand that nobody has verified."""
    return [c["kind"] for c in brand.profile["channels"] if not c.get("verified_at")]


def _today() -> str:
    today: date = now().date()
    return today.isoformat()
