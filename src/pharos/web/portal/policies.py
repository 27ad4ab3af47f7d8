"""What is to be known before something that cannot be taken back: for pages, and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from pharos.brands.offer import Policy
from pharos.brands.profile import Profile
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.brands.spoken import in_language
from pharos.kernel.canonical import canonical_json

# As long as a browser and what stands between may keep it; the ETag makes asking again cheap.
KEPT_SECONDS: Final = 300
LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPolicy:
    notice: str
    link: str


def policies_shown(profile: Profile, reason: str, language: str) -> list[ShownPolicy]:
    """Return what a page says before it asks about this reason."""
    return [
        ShownPolicy(
            notice=in_language(policy.notice, language), link=in_language(policy.links, language)
        )
        for policy in profile.policies_for(reason)
    ]


def _answer(request: HttpRequest, brand: str) -> str:
    profile = profile_of(brand_by_slug(brand))
    reason = request.GET.get("reason", "")[:LONGEST]
    language = request.GET.get("language", "")[:LONGEST] or profile.languages[0]
    found = profile.policies_for(reason) if reason else profile.policies
    told = {"brand": profile.slug, "policies": [_told(policy, language) for policy in found]}
    return canonical_json(told)


def _told(policy: Policy, language: str) -> dict[str, object]:
    return {
        "key": policy.key,
        "reasons": list(policy.reasons),
        "notice": in_language(policy.notice, language),
        "link": in_language(policy.links, language),
    }


def _etag(request: HttpRequest, brand: str) -> str:
    return f'"{sha256(_answer(request, brand).encode()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_etag)
def index(request: HttpRequest, brand: str) -> HttpResponse:
    """For an exchange's own pages, of whatever origin: `reason` and `language` narrow it.

    It says what everybody may read, and nothing of whoever asks.
    """
    response = HttpResponse(_answer(request, brand), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
