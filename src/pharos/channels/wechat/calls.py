"""Calling WeChat through its client, with one access token for each account, and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from time import monotonic
from typing import Any, Final, TypeVar

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.session import SessionStorage

from pharos.channels.calling import times
from pharos.channels.port import Account, Permanent, Temporary, Undelivered

API: Final = "https://api.weixin.qq.com"
# A token is asked for anew so long before it runs out.
EARLY_SECONDS: Final = 120
Result = TypeVar("Result")

# https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
EXPIRED: Final = frozenset({40001, 40014, 42001})
AGAIN: Final[dict[int, tuple[str, timedelta | None]]] = {
    -1: ("vendor_fault", None),
    45009: ("rate_limited", timedelta(hours=1)),  # of the day
    45011: ("rate_limited", timedelta(minutes=1)),  # of the minute
    45047: ("rate_limited", timedelta(minutes=10)),  # so many until they write again
    40125: ("credentials", timedelta(minutes=10)),
    40013: ("credentials", timedelta(minutes=10)),
    40164: ("credentials", timedelta(minutes=10)),  # our address is not on their list
}
NEVER: Final[dict[int, str]] = {
    45015: "window_closed",
    40003: "gone",
    43004: "blocked",  # they do not follow the account any more
    45002: "too_long",
    40007: "file_not_taken",
    45001: "file_too_large",
    48001: "not_allowed",
    50002: "blocked",
}


class _Tokens(SessionStorage):  # type: ignore[misc]
    """The access tokens that this process knows, until they run out."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, float]] = {}
        self._lock = Lock()

    def get(self, key: str, default: Any = None) -> Any:
        with self._lock:
            value, until = self._kept.get(key, ("", 0.0))
        return value if value and monotonic() < until else default

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        with self._lock:
            self._kept[key] = (value, monotonic() + max(0.0, (ttl or 0.0) - EARLY_SECONDS))

    def delete(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)


TOKENS: Final = _Tokens()


class Client(WeChatClient):  # type: ignore[misc]
    """WeChat's client at any address, that asks for stable tokens.

    A stable token is the same for all processes until it runs out; an ordinary one makes those of
    the others worthless.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        super().__init__(
            account.settings.get("app_id", ""),
            account.secrets.get("app_secret", ""),
            session=TOKENS,
            timeout=times(),
            auto_retry=False,
        )
        self.base = (account.settings.get("api") or API).rstrip("/")
        self.API_BASE_URL = f"{self.base}/cgi-bin/"

    @property
    def access_token_key(self) -> str:
        return f"{self._account.id}:{self.appid}:{self._account.settings.get('api', '')}"

    def fetch_access_token(self) -> Any:
        answer = self._http.post(
            f"{self.base}/cgi-bin/stable_token",
            json={
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
            },
            timeout=self.timeout,
        )
        answer.raise_for_status()
        told = answer.json()
        if told.get("errcode"):
            raise WeChatClientException(told["errcode"], told.get("errmsg"), client=self)
        self.session.set(self.access_token_key, told["access_token"], told.get("expires_in", 0))
        return told


def asked(client: Client, ask: Callable[[], Result]) -> Result:
    """Return what WeChat says; once more with a new token if ours has run out."""
    try:
        return _asked(ask)
    except _Expired:
        client.session.delete(client.access_token_key)
    try:
        return _asked(ask)
    except _Expired as error:
        raise Temporary("credentials", str(error), after=timedelta(minutes=10)) from error


def refusal_of_code(code: int, why: str) -> Undelivered:
    """Return which kind of refusal one of WeChat's codes is."""
    if code in NEVER:
        return Permanent(NEVER[code], f"{code} {why}")
    name, after = AGAIN.get(code, ("", None))
    if name:
        return Temporary(name, f"{code} {why}", after=after)
    return Permanent("vendor_refused", f"{code} {why}")


class _Expired(Exception):
    """Our access token does not work any more."""


def _asked(ask: Callable[[], Result]) -> Result:
    try:
        return ask()
    except WeChatClientException as error:
        if error.errcode in EXPIRED:
            raise _Expired(str(error.errmsg)) from error
        if error.errcode is None:
            raise Temporary("vendor_fault") from error
        raise refusal_of_code(int(error.errcode), str(error.errmsg)) from error
    except (requests.RequestException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error
