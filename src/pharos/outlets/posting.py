"""Handing one event over: signed as Standard Webhooks has it, and bounded in time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
import urllib3
from standardwebhooks import Webhook
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as OutOfTime

from pharos import __version__
from pharos.outlets.addresses import Place, Unreached, place_of
from pharos.outlets.reasons import reason

TIMEOUT: Final = urllib3.Timeout(connect=5.0, read=10.0)
TAKEN: Final = range(200, 300)
ELSEWHERE: Final = range(300, 400)
LONGEST_PAUSE: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one try came to. `status` is empty if nobody answered; `why` is one of `reasons`."""

    status: int | None
    why: str = ""
    after: timedelta | None = None
    milliseconds: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status in TAKEN


def post(
    url: str, secrets: Sequence[str], name: str, told: dict[str, Any], at: datetime
) -> Answered:
    """Post it once, whatever comes of it. What the other side says in words is not read."""
    body = orjson.dumps(told)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Pharos/{__version__}",
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signed(secrets, name, body, at),
    }
    began = time.monotonic()
    try:
        status, retry_after = _posted(place_of(url), body, headers)
        answered = Answered(status=status, why=_why(status), after=seconds(retry_after))
    except Unreached as refusal:
        answered = Answered(status=None, why=refusal.why)
    except OutOfTime:
        answered = Answered(status=None, why=reason("timeout"))
    except (HTTPError, OSError) as error:
        answered = Answered(status=None, why=reason("broken", type(error).__name__))
    taken = int((time.monotonic() - began) * 1000)
    return Answered(
        status=answered.status, why=answered.why, after=answered.after, milliseconds=taken
    )


def signed(secrets: Sequence[str], name: str, body: bytes, at: datetime) -> str:
    """Return the signatures by each secret, the present one first."""
    return " ".join(Webhook(secret).sign(name, at, body.decode()) for secret in secrets)


def seconds(retry_after: str | None) -> timedelta | None:
    """Read `Retry-After` in seconds, an hour at most; None if it is not given so."""
    try:
        return timedelta(seconds=min(LONGEST_PAUSE, max(0.0, float(retry_after or ""))))
    except ValueError:
        return None


def _posted(place: Place, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
    """To the very number that was looked at; the certificate is still that of the name."""
    default = 443 if place.scheme == "https" else 80
    name = f"[{place.host}]" if ":" in place.host else place.host
    host = name if place.port == default else f"{name}:{place.port}"
    pool: urllib3.HTTPConnectionPool
    if place.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            place.ip,
            place.port,
            cert_reqs="CERT_REQUIRED",
            server_hostname=place.host,
            assert_hostname=place.host,
        )
    else:
        pool = urllib3.HTTPConnectionPool(place.ip, place.port)
    with pool:
        answer = pool.urlopen(
            "POST",
            place.path,
            body=body,
            headers={"Host": host} | headers,
            redirect=False,
            retries=False,
            timeout=TIMEOUT,
            preload_content=False,
        )
        answer.close()
        return answer.status, answer.headers.get("Retry-After")


def _why(status: int) -> str:
    if status in TAKEN:
        return ""
    if status in ELSEWHERE:
        return reason("redirected")
    return reason("answered", status)
