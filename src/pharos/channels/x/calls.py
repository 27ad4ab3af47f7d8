"""Calling X through its client, bounded in time, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

import requests
import tweepy

from pharos.channels.calling import CONNECT_SECONDS, READ_SECONDS, refusal_of
from pharos.channels.port import Account, OutgoingFile, Permanent, Temporary, Undelivered
from pharos.kernel.time import now

API: Final = "https://api.twitter.com"
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
# https://developer.x.com/en/support/x-api/error-troubleshooting
BLOCKED: Final = frozenset({150, 151, 349, 433, 385})
MEND: Final = timedelta(minutes=10)
Result = TypeVar("Result")


class _Session(requests.Session):
    """Calls another address where a setting says so, and waits for no answer for ever."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def request(self, method: str, url: str, **more: Any) -> requests.Response:  # type: ignore[override]
        more.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        return super().request(method, url.replace(API, self._base, 1), **more)


def client_of(account: Account) -> tweepy.Client:
    """Return X's client, signing as the brand's own account there."""
    client = tweepy.Client(
        consumer_key=account.secrets.get("consumer_key", ""),
        consumer_secret=account.secrets.get("consumer_secret", ""),
        access_token=account.secrets.get("access_token", ""),
        access_token_secret=account.secrets.get("access_token_secret", ""),
        return_type=dict,
    )
    client.session = _Session(api_of(account))
    return client


def api_of(account: Account) -> str:
    return (account.settings.get("api") or API).rstrip("/")


def me_of(account: Account) -> str:
    """Return the id of the brand's account: its access token begins with it."""
    return account.secrets.get("access_token", "").partition("-")[0]


def signature_of(account: Account) -> Any:
    """Return what signs a request as the brand's account (OAuth 1.0a)."""
    secrets = account.secrets
    return tweepy.OAuth1UserHandler(
        secrets.get("consumer_key", ""),
        secrets.get("consumer_secret", ""),
        secrets.get("access_token", ""),
        secrets.get("access_token_secret", ""),
    ).apply_auth()


def asked(ask: Callable[[], Result]) -> Result:
    """Return what X says. Raises Temporary and Permanent."""
    try:
        return ask()
    except tweepy.HTTPException as error:
        raise _refusal(error) from error
    except (requests.RequestException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error


def upload(account: Account, client: tweepy.Client, file: OutgoingFile) -> str:
    """Hand a picture over and return X's name for it."""
    answer = asked(
        lambda: client.session.post(
            f"{api_of(account)}/2/media/upload",
            files={"media": (file.name, file.content(), file.content_type)},
            data={"media_category": "dm_image"},
            auth=signature_of(account),
        )
    )
    if answer.status_code >= requests.codes.bad_request:
        raise refusal_of(answer.status_code, answer.text, answer.headers.get("Retry-After"))
    return str(answer.json()["data"]["id"])


def _refusal(error: tweepy.HTTPException) -> Undelivered:
    answer, why = error.response, " ".join(error.api_messages)
    status = answer.status_code
    if status == TOO_MANY:
        return Temporary("rate_limited", why, after=_until(answer))
    if status == UNAUTHORIZED:
        # Somebody has to mend the set-up; until then answers wait.
        return Temporary("credentials", why, after=MEND)
    if BLOCKED & set(error.api_codes) or (status == FORBIDDEN and "send" in why.lower()):
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
