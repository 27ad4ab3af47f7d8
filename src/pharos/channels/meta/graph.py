"""Calling Meta's interface, and what its refusals mean by their documented codes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final

import orjson
import requests

from pharos.channels.calling import call, seconds, told_by
from pharos.channels.port import Account, Permanent, Temporary, Undelivered

FACEBOOK: Final = "https://graph.facebook.com/v24.0"
INSTAGRAM: Final = "https://graph.instagram.com/v24.0"
UNTIL_PUT_RIGHT: Final = timedelta(minutes=10)
LONGEST_PAUSE: Final = timedelta(hours=1)
USAGE: Final = "x-business-use-case-usage"

# Error codes of the Graph API, the Messenger Platform and the WhatsApp Cloud API.
TOO_OFTEN: Final = frozenset({4, 17, 32, 341, 613, 80006, 80007, 130429, 131048, 131056, 133016})
VENDOR_FAULT: Final = frozenset({1, 2, 1200, 131000, 131016, 131057, 133004})
# The account itself: tokens, permissions, payment, policy. A person puts it right.
ACCOUNT_TROUBLE: Final = frozenset({0, 3, 10, 102, 190, 368, 131005, 131031, 131042, 131045})
PERMISSIONS: Final = range(200, 300)
FOR_GOOD: Final = {
    551: "blocked",
    131021: "not_themselves",
    131026: "gone",
    131030: "not_allowed_there",
    131047: "window_closed",
    131050: "blocked",
    131051: "kind_unknown",
    131052: "file_refused",
    131053: "file_refused",
}
# More exact than the code that they come with.
SUBCODES: Final = {
    1545041: "blocked",
    1893063: "blocked",
    2018001: "gone",
    2018065: "window_closed",
    2018108: "blocked",
    2018278: "window_closed",
    2534022: "window_closed",
    2534014: "gone",
}


def ask(  # noqa: PLR0913 - what an HTTP request consists of
    account: Account,
    method: str,
    path: str,
    *,
    json: Any = None,
    data: Any = None,
    files: Any = None,
    params: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what Meta answers. Raises Temporary and Permanent."""
    token = account.secrets.get("token", "")
    if not token:
        raise Permanent("not_set_up")
    answer = call(
        method,
        f"{base_of(account)}/{path}",
        headers={"Authorization": f"Bearer {token}"},
        params={**(params or {}), "appsecret_proof": _proof(account, token)},
        json=json,
        data=data,
        files=files,
        refused=judged,
    )
    return told_by(answer)


def base_of(account: Account) -> str:
    """Where Meta is asked: by default as the channel has it."""
    default = INSTAGRAM if account.kind == "instagram" else FACEBOOK
    return (account.settings.get("api_url") or default).rstrip("/")


def _proof(account: Account, token: str) -> str:
    """Shows Meta that the token was not stolen from the app that it was given to."""
    secret = account.secrets.get("app_secret", "")
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def judged(answer: requests.Response) -> Undelivered | None:
    """What a refusal means; None where it is none of Meta's own."""
    error = told_by(answer).get("error")
    if not isinstance(error, dict):
        return None
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    why = why_of(error)
    if subcode in SUBCODES:
        return Permanent(SUBCODES[subcode], why)
    if code in TOO_OFTEN:
        return Temporary("rate_limited", why, after=_pause(answer))
    if code in VENDOR_FAULT:
        return Temporary("vendor_fault", why)
    if code in ACCOUNT_TROUBLE or code in PERMISSIONS:
        return Temporary("account_trouble", why, after=UNTIL_PUT_RIGHT)
    return Permanent(FOR_GOOD[code], why) if code in FOR_GOOD else None


def why_of(error: dict[str, Any]) -> str:
    """An error in words, as Meta's answers and its receipts have it."""
    details = error.get("error_data") or {}
    said = [error.get("title"), error.get("message"), details.get("details")]
    words = dict.fromkeys(str(part) for part in said if part)
    return f"{error.get('code', '')} {': '.join(words)}".strip()[:300]


def _number(told: Any) -> int:
    return told if isinstance(told, int) else -1


def _pause(answer: requests.Response) -> timedelta | None:
    """How long to wait: as the header of all vendors has it, or Meta's own, in minutes."""
    if (pause := seconds(answer.headers.get("Retry-After"))) is not None:
        return pause
    try:
        usage = orjson.loads(answer.headers[USAGE])
        minutes = max(
            each["estimated_time_to_regain_access"] for kind in usage.values() for each in kind
        )
        return min(LONGEST_PAUSE, timedelta(minutes=minutes)) if minutes else None
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
