"""The demo exchange: a page that is not ours, with the widget in it. Exists in demo mode only.

It stands in for what an exchange runs by itself: its own sign-in, and a server that vouches for
whoever is signed in with a short token signed by the exchange's key.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import jwt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import brand_by_slug
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.queries import verification_keys
from pharos.web.portal.status import shown_status

SLUG = "northmere"
TOKEN_LIFE = timedelta(minutes=5)
CUSTOMERS = {"dana": ("Dana", "en"), "minjun": ("Minjun", "ko")}
VISITOR = "visitor"
# Made up, and said so on the page.
MARKETS = [
    ("BTC", "Bitcoin", "97,412.80", "+1.24", "up"),
    ("ETH", "Ethereum", "3,618.05", "+0.61", "up"),
    ("XRP", "XRP", "2.3140", "-0.87", "down"),
    ("USDT", "Tether", "1.0002", "+0.01", "up"),
    ("SOL", "Solana", "186.44", "-1.92", "down"),
]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The exchange's page, seen by a visitor or by one of its signed-in customers."""
    _demo_only()
    who = request.GET.get("as", VISITOR)
    name, _language = CUSTOMERS.get(who, ("", ""))
    context = {
        "who": who if name else VISITOR,
        "name": name,
        "people": [(VISITOR, _("Visitor"))] + [(code, each[0]) for code, each in CUSTOMERS.items()],
        "markets": MARKETS,
        "brand_slug": SLUG,
        "status": shown_status(brand_by_slug(SLUG)),
        # For one click: the exchange's own server would sign it then.
        "token": _signed_token(who, confirmed=False) if name else None,
    }
    return render(request, "portal/exchange.html", context)


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Vouch for the customer who is signed in at the exchange, as its own server would."""
    _demo_only()
    who = request.GET.get("as", VISITOR)
    confirmed = "confirmed" in request.GET
    signed = _signed_token(who, confirmed=confirmed) if who in CUSTOMERS else None
    if signed is None:
        raise Http404
    return JsonResponse({"token": signed}, headers={"Cache-Control": "no-store"})


def _signed_token(who: str, *, confirmed: bool) -> str | None:
    """`confirmed` stands for a second factor, which a real exchange would have asked for now."""
    brand = brand_by_slug(SLUG)
    with brand_scope(brand.pk):
        keys = verification_keys(brand.pk).values()
    shared = next((key for key in keys if key.algorithm == "HS256"), None)
    if shared is None:
        return None
    name, language = CUSTOMERS[who]
    at = now()
    claims = {
        "aud": SLUG,
        "sub": who,
        "jti": str(uuid.uuid4()),
        "iat": int(at.timestamp()),
        "exp": int((at + TOKEN_LIFE).timestamp()),
        "name": name,
        "language": language,
    }
    if confirmed:
        claims["al"] = 3
    return jwt.encode(claims, shared.material, "HS256", headers={"kid": shared.key_id})


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
