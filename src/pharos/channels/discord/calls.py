"""Calling Discord's API, and what its refusals mean."""

from __future__ import annotations

from typing import Any, Final

import requests

from pharos.channels.calling import call
from pharos.channels.port import Account, Permanent, Temporary, Undelivered

API: Final = "https://discord.com/api/v10"
GATEWAY: Final = "wss://gateway.discord.gg"
UNAUTHORIZED: Final = 401
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
BLOCKED: Final = frozenset({50007, 50278})  # they take no messages from us
GONE: Final = frozenset({10003, 10004, 10008, 10013})  # channel, server, message, user
NOT_ALLOWED: Final = frozenset({50001, 50013, 160002, 30007})
TOO_LARGE: Final = 40005
TOO_FAST: Final = frozenset({20016, 20022, 20028, 40003})  # slow mode, and opening chats too fast
PAUSE_AFTER: Final = "X-RateLimit-Reset-After"
LEFT: Final = "X-RateLimit-Remaining"


def api_of(account: Account) -> str:
    return (account.settings.get("api") or API).rstrip("/")


def gateway_of(account: Account) -> str:
    return (account.settings.get("gateway") or GATEWAY).rstrip("/")


def ask(account: Account, method: str, path: str, **more: Any) -> requests.Response:
    """Ask Discord as the account's bot. Raises Temporary and Permanent."""
    headers = {"Authorization": f"Bot {account.secrets.get('token', '')}"}
    return call(method, f"{api_of(account)}{path}", headers=headers, refused=_refused, **more)


def seconds_to_rest(answer: requests.Response) -> float:
    """How long Discord wants the next request of this kind to wait; 0 if it does not."""
    if answer.headers.get(LEFT) != "0":
        return 0.0
    try:
        return max(0.0, float(answer.headers.get(PAUSE_AFTER, "0")))
    except ValueError:
        return 0.0


def _refused(answer: requests.Response) -> Undelivered | None:
    try:
        told = answer.json()
        code, why = int(told.get("code", 0)), str(told.get("message", ""))
    except (ValueError, AttributeError, TypeError):
        code, why = 0, answer.reason or ""
    if answer.status_code == UNAUTHORIZED:
        # Somebody has to mend the set-up; until then answers wait.
        return Temporary("credentials", why)
    if code in TOO_FAST:
        return Temporary("rate_limited", why)
    for codes, name in ((BLOCKED, "blocked"), (GONE, "gone"), (NOT_ALLOWED, "not_allowed")):
        if code in codes:
            return Permanent(name, f"{code} {why}")
    return Permanent("file_too_large", why) if code == TOO_LARGE else None
