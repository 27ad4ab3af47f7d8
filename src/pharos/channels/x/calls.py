"""Calling X, signed and bounded in time, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

import requests
from requests_oauthlib import OAuth1

from pharos.channels.calling import refusal_of, times
from pharos.channels.port import Account, OutgoingFile, Permanent, Temporary, Undelivered
from pharos.kernel.time import now

API: Final = "https://api.twitter.com"
REFUSED, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 400, 401, 403, 404, 429
# https://developer.x.com/en/support/x-api/error-troubleshooting
BLOCKED: Final = frozenset({150, 151, 349, 433, 385})
MEND: Final = timedelta(minutes=10)
Result = TypeVar("Result")


class XRefused(Exception):
    """X's refusal of one request, with its codes and its words."""

    def __init__(self, answer: requests.Response) -> None:
        self.response = answer
        told = _errors_of(answer)
        self.codes = [each["code"] for each in told if isinstance(each.get("code"), int)]
        words = (each.get("message") or each.get("detail") or each.get("title") for each in told)
        self.why = " ".join(str(each) for each in words if each) or answer.reason or ""
        super().__init__(self.why)


class Client:
    """The few calls of X's API v2 that a desk needs, signed as the brand's own account there."""

    def __init__(self, account: Account) -> None:
        self._base = api_of(account)
        self._signed = signature_of(account)

    def get_me(self) -> dict[str, Any]:
        return self.call("GET", "/2/users/me")

    def create_tweet(self, text: str, in_reply_to: str) -> dict[str, Any]:
        told: dict[str, Any] = {"text": text}
        if in_reply_to:
            told["reply"] = {"in_reply_to_tweet_id": in_reply_to}
        return self.call("POST", "/2/tweets", json=told)

    def create_direct_message(
        self, participant_id: str, text: str = "", media_id: str = ""
    ) -> dict[str, Any]:
        told: dict[str, Any] = {"text": text} if text else {}
        if media_id:
            told["attachments"] = [{"media_id": media_id}]
        path = f"/2/dm_conversations/with/{participant_id}/messages"
        return self.call("POST", path, json=told)

    def get_users_mentions(self, me: str, **params: str | int) -> dict[str, Any]:
        return self.call("GET", f"/2/users/{me}/mentions", params=params)

    def get_direct_message_events(self, **params: str | int) -> dict[str, Any]:
        return self.call("GET", "/2/dm_events", params=params)

    def call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Return X's answer. Raises XRefused, and what requests raises."""
        answer = requests.request(
            method,
            f"{self._base}{path}",
            auth=self._signed,
            timeout=times(),
            **more,
        )
        if answer.status_code >= REFUSED:
            raise XRefused(answer)
        told: dict[str, Any] = answer.json()
        return told


def _errors_of(answer: requests.Response) -> list[dict[str, Any]]:
    """What X says of a refusal; it has more than one way to say it."""
    try:
        told = answer.json()
    except ValueError:
        return []
    if not isinstance(told, dict):
        return []
    several = told.get("errors")
    return several if isinstance(several, list) and several else [told]


def client_of(account: Account) -> Client:
    """Return a client that signs as the brand's own account."""
    return Client(account)


def api_of(account: Account) -> str:
    return (account.settings.get("api") or API).rstrip("/")


def me_of(account: Account) -> str:
    """Return the id of the brand's account: its access token begins with it."""
    return account.secrets.get("access_token", "").partition("-")[0]


def signature_of(account: Account) -> Any:
    """Return what signs a request as the brand's account (OAuth 1.0a)."""
    secrets = account.secrets
    return OAuth1(
        secrets.get("consumer_key", ""),
        client_secret=secrets.get("consumer_secret", ""),
        resource_owner_key=secrets.get("access_token", ""),
        resource_owner_secret=secrets.get("access_token_secret", ""),
        decoding=None,
    )


def asked(ask: Callable[[], Result]) -> Result:
    """Return what X says. Raises Temporary and Permanent."""
    try:
        return ask()
    except XRefused as error:
        raise _refusal(error) from error
    except (requests.RequestException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error


def upload(client: Client, file: OutgoingFile) -> str:
    """Hand a picture over and return X's name for it."""
    told = asked(
        lambda: client.call(
            "POST",
            "/2/media/upload",
            files={"media": (file.name, file.content(), file.content_type)},
            data={"media_category": "dm_image"},
        )
    )
    return str(told["data"]["id"])


def _refusal(error: XRefused) -> Undelivered:
    answer, why = error.response, error.why
    status = answer.status_code
    if status == TOO_MANY:
        return Temporary("rate_limited", why, after=_until(answer))
    if status == UNAUTHORIZED:
        # Somebody has to mend the set-up; until then answers wait.
        return Temporary("credentials", why, after=MEND)
    if BLOCKED & set(error.codes) or (status == FORBIDDEN and "send" in why.lower()):
        return Permanent("blocked", why)
    if status == NOT_FOUND:
        return Permanent("gone", why)
    return refusal_of(status, why)


def _until(answer: requests.Response) -> timedelta | None:
    """X says at which second it takes requests again; an hour at most."""
    told = answer.headers.get("x-rate-limit-reset", "")
    if not told.isdecimal():
        return None
    return timedelta(seconds=min(3600.0, max(1.0, int(told) - now().timestamp())))
