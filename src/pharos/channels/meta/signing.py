"""How Meta proves that a request is its own, and how it tries an address."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.port import Account, Disbelieved, Reply, Request, Setting, Update

SIGNATURE: Final = "x-hub-signature-256"
LONGEST_CHALLENGE: Final = 200
# Every channel of Meta needs these.
APP_SETTINGS: Final = (
    Setting(
        name="app_secret",
        label=_("The app's secret"),
        is_secret=True,
        help=_("Meta signs with it what it sends."),
    ),
    Setting(
        name="verify_token",
        label=_("Verify token"),
        is_secret=True,
        help=_("Anything hard to guess; the same is entered at Meta beside the address."),
    ),
    Setting(
        name="token",
        label=_("Access token"),
        is_secret=True,
        help=_("One that does not run out, such as a system user's."),
    ),
)


def address(default: str) -> Setting:
    """The base address of the calls, with the version of the interface."""
    return Setting(
        name="api_url",
        label=_("Address of the vendor's interface"),
        is_required=False,
        default=default,
    )


def challenge(account: Account, request: Request) -> Update | None:
    """Answer Meta's trial of the address; None if it is none. Raises Disbelieved."""
    if request.method != "GET":
        return None
    expected = account.secrets.get("verify_token", "")
    shown = request.query.get("hub.verify_token", "")
    if not expected or not hmac.compare_digest(shown.encode(), expected.encode()):
        raise Disbelieved("the verify token is another")
    told = request.query.get("hub.challenge", "")[:LONGEST_CHALLENGE]
    return Update(reply=Reply(body=told.encode()))


def verify(account: Account, request: Request) -> None:
    """Raise Disbelieved unless the app's secret has signed the body.

    No time is signed: what is sent again is known by its message's name.
    """
    secret = account.secrets.get("app_secret", "")
    if not secret:
        raise Disbelieved("no app secret is set")
    shown = request.headers.get(SIGNATURE, "")
    signed = "sha256=" + hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(shown.encode(), signed.encode()):
        raise Disbelieved("the signature is another")
