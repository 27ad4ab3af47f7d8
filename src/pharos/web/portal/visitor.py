"""Who looks at a brand's pages: known by a secret in a cookie, as the widget's browser is.

The secret opens what the same browser wrote, and an account or a mailbox once that is proved there
(`people/actions/open_session.py`). Nobody gets one before they send something.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from pharos.brands.models import Brand
from pharos.kernel.errors import Invalid
from pharos.people.actions.open_session import Opening, open_session
from pharos.people.actor import Actor
from pharos.people.networks import client_address, sender
from pharos.people.tokens.errors import SignInAgain
from pharos.people.tokens.session import SessionClaims

SALT: Final = "pharos.portal.device"
# A visitor finds their cases again for so long. A sign-in ends by itself after hours.
KEPT_SECONDS: Final = 90 * 24 * 3600
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One browser at one brand's pages. `claims` is None while nothing is known of it."""

    brand: Brand
    device: str
    network: str
    claims: SessionClaims | None = None
    token: str = ""

    @property
    def actor(self) -> Actor | None:
        return None if self.claims is None else self.claims.actor()

    @property
    def is_proved(self) -> bool:
        """Whether they have signed in: at the exchange, or by a mailed code."""
        return self.claims is not None and self.claims.assurance > 0

    @property
    def is_signed_in(self) -> bool:
        """Whether the exchange vouches for them."""
        return self.actor is not None and self.actor.is_signed_in

    @property
    def name(self) -> str:
        return "" if self.claims is None else self.claims.name


def visitor_of(request: HttpRequest, brand: Brand) -> Visitor:
    """Return who looks. A browser without our cookie is nobody, and nothing is written for it."""
    device = _device_of(request, brand)
    nobody = Visitor(brand=brand, device=device, network=network_of(request))
    return _opened(nobody) if device else nobody


def known_visitor(request: HttpRequest, brand: Brand, *, timezone: str = "") -> Visitor:
    """Return who sends something, as a visitor if they are not known yet."""
    visitor = visitor_of(request, brand)
    if visitor.claims is not None:
        return visitor
    return _opened(replace(visitor, device=new_device()), timezone=timezone)


def new_device() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def remember(response: HttpResponse, visitor: Visitor, *, is_secure: bool) -> None:
    """Leave the secret with the browser, for this brand's pages and for no script."""
    if not visitor.device:
        return
    response.set_signed_cookie(
        _cookie(visitor.brand),
        visitor.device,
        salt=SALT,
        max_age=KEPT_SECONDS,
        path=_path(visitor.brand),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, brand: Brand) -> None:
    response.delete_cookie(_cookie(brand), path=_path(brand), samesite="Lax")


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as our own proxies vouch for it."""
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return sender(client_address(peer, forwarded, proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT))


def _device_of(request: HttpRequest, brand: Brand) -> str:
    value = request.get_signed_cookie(_cookie(brand), default="", salt=SALT, max_age=KEPT_SECONDS)
    return value or ""


def _opened(visitor: Visitor, *, timezone: str = "") -> Visitor:
    opening = Opening(
        device=visitor.device,
        language=get_language() or "",
        timezone=timezone,
        network=visitor.network,
    )
    try:
        session = open_session(
            actor=Actor.system(visitor.brand.pk), brand=visitor.brand, opening=opening
        )
    except (SignInAgain, Invalid):
        # The sign-in has ended: the next thing that is sent comes from a new browser.
        return replace(visitor, device="", claims=None)
    return replace(visitor, claims=session.claims, token=session.token)


def _cookie(brand: Brand) -> str:
    return f"pharos_{brand.slug}"


def _path(brand: Brand) -> str:
    return f"/{brand.slug}/"
