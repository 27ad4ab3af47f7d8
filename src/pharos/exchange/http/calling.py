"""One address, asked over kept connections: with an end to patience and to length."""

from __future__ import annotations

import ipaddress
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import RemoteDisconnected
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.connectionpool import connection_from_url
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.exceptions import TimeoutError as OutOfTime

from pharos.exchange.http.wire import LARGEST_ANSWER, MEDIA

CONNECTIONS: Final = 8
CONNECT_SECONDS: Final = 2.0
CHUNK: Final = 64 * 1024
REDIRECTS: Final = range(300, 400)


class Trouble(Exception):
    """No readable answer came. The words say why, and quote nothing of what came."""

    def __init__(self, why: str, *, late: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.late = late


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole."""

    status: int
    media: str
    body: bytes


class Caller:
    """Posts to one base address. Safe to share between threads."""

    def __init__(self, base: str, *, longest: int = LARGEST_ANSWER, **tls: Any) -> None:
        """`tls` goes to urllib3: `ca_certs`, and `cert_file` with `key_file` for mutual TLS."""
        self.base = checked_base(base)
        parts = urlsplit(self.base)
        self._prefix = parts.path.rstrip("/")
        self._longest = longest
        self._pool = connection_from_url(
            f"{parts.scheme}://{parts.netloc}", maxsize=CONNECTIONS, **tls
        )

    def post(self, path: str, body: bytes, headers: dict[str, str], seconds: float) -> Reply:
        """Ask once; a kept connection that had just been closed is replaced. Raises `Trouble`."""
        deadline = time.monotonic() + seconds
        try:
            return self._post(path, body, headers, deadline)
        except ProtocolError as error:
            if not any(isinstance(one, RemoteDisconnected) for one in error.args):
                raise Trouble("the connection broke") from error
        try:
            return self._post(path, body, headers, deadline)
        except ProtocolError as error:
            raise Trouble("the connection broke") from error

    def close(self) -> None:
        self._pool.close()

    def _post(self, path: str, body: bytes, headers: dict[str, str], deadline: float) -> Reply:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Trouble("no answer in time", late=True)
        try:
            response = self._pool.urlopen(
                "POST",
                (self._prefix + path) or "/",
                body=body,
                headers={"Content-Type": MEDIA, "Accept": MEDIA, "User-Agent": "Pharos"} | headers,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left),
                preload_content=False,
                decode_content=False,
            )
            return self._read(response, deadline)
        except ProtocolError:
            raise
        except OutOfTime as error:
            raise Trouble("no answer in time", late=True) from error
        except HTTPError as error:
            raise Trouble("no connection") from error

    def _read(self, response: Any, deadline: float) -> Reply:
        """Read to the end, or drop the connection."""
        try:
            body = self._body(response, deadline)
        except BaseException:
            with suppress(Exception):
                response.close()
            raise
        response.release_conn()
        media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Reply(response.status, media, body)

    def _body(self, response: Any, deadline: float) -> bytes:
        if response.status in REDIRECTS:
            raise Trouble("it sends us elsewhere, and redirects are not followed")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Trouble("the answer is compressed, which was not asked for")
        body = bytearray()
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > self._longest:
                raise Trouble("the answer is too large")
            if time.monotonic() > deadline:
                raise Trouble("no answer in time", late=True)
        return bytes(body)


def checked_base(base: str) -> str:
    """Return the address without a slash at its end. ValueError if we would not talk to it.

    Elsewhere than on this machine it has to be HTTPS: what is asked is about people.
    """
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{base!r} is no address: it begins with https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the address of an exchange has no user, question mark or hash in it")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("without TLS we talk to this machine only: use https://")
    return base.rstrip("/")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
