"""Calling a vendor over HTTP: bounded in time, and its refusals told apart.

Adapters without a client of their vendor's call through here; those with one turn its errors into
the same two kinds (`refusal_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import requests

from pharos.channels.port import Permanent, Temporary, Undelivered

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 20.0
MOST_BYTES: Final = 60 * 1024 * 1024
TOO_MANY, SERVER_FAULT, REFUSED = 429, 500, 400
# Refusals that another try may not meet: timeouts and locks at the vendor's.
AGAIN: Final = frozenset({408, 409, 423, 425})
LONGEST_WHY: Final = 300


def call(  # noqa: PLR0913 - what an HTTP request consists of
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    json: Any = None,
    data: Any = None,
    files: Any = None,
    refused: Callable[[requests.Response], Undelivered | None] | None = None,
) -> requests.Response:
    """Return the vendor's answer below 400. Raises Temporary and Permanent for all others.

    `refused` says what the vendor's own codes mean, None where the status says enough.
    """
    try:
        answer = requests.request(
            method,
            url,
            headers=dict(headers or {}),
            params=dict(params or {}),
            json=json,
            data=data,
            files=files,
            timeout=times(),
            allow_redirects=False,
        )
    except (requests.RequestException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error
    if answer.status_code >= REFUSED:
        own = refused(answer) if refused is not None else None
        raise own or refusal_of(answer.status_code, answer.text, answer.headers.get("Retry-After"))
    return answer


def told_by(answer: requests.Response) -> dict[str, Any]:
    """Return the JSON object in an answer, empty where there is none."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def refusal_of(status: int, why: str, retry_after: str | None = None) -> Undelivered:
    """Return which kind of refusal an HTTP status is, with the vendor's words cut short."""
    why = " ".join(why.split())[:LONGEST_WHY]
    if status == TOO_MANY:
        return Temporary("rate_limited", why, after=seconds(retry_after))
    if status >= SERVER_FAULT or status in AGAIN:
        return Temporary("vendor_fault", f"{status} {why}", after=seconds(retry_after))
    return Permanent("vendor_refused", f"{status} {why}")


def times() -> tuple[float, float]:
    """How many seconds to wait for a connection and for an answer."""
    return CONNECT_SECONDS, READ_SECONDS


def seconds(retry_after: str | None) -> timedelta | None:
    """Read `Retry-After` in seconds, an hour at most; None if it is not given so."""
    try:
        return timedelta(seconds=min(3600.0, max(0.0, float(retry_after or ""))))
    except ValueError:
        return None


def download(url: str, *, headers: Mapping[str, str] | None = None) -> tuple[bytes, str]:
    """Return what lies at an address and its type. Refused beyond 60 MB: `file_too_large`."""
    try:
        with requests.get(
            url,
            headers=dict(headers or {}),
            timeout=times(),
            stream=True,
        ) as answer:
            if answer.status_code >= REFUSED:
                raise refusal_of(answer.status_code, "", answer.headers.get("Retry-After"))
            content = bytearray()
            for part in answer.iter_content(64 * 1024):
                content += part
                if len(content) > MOST_BYTES:
                    raise Permanent("file_too_large")
            return bytes(content), answer.headers.get("Content-Type", "")
    except (requests.RequestException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error
