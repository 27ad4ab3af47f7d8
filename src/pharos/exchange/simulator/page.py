"""The page of the simulated exchange, for a developer or a trainer at this machine.

Forms work without script. It answers only to a browser that came to this machine by its own name,
and takes forms only from itself: another site that is open in the same browser can do nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

import yaml

from pharos.exchange.http.asgi import Receive, Scope, Send, body_of, header, respond
from pharos.exchange.http.calling import is_loopback
from pharos.exchange.simulator.events import EventError
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.page_parts import View, whole_page
from pharos.exchange.simulator.ready import ALL

STYLE: Final = Path(__file__).parent / "static" / "simulator.css"
HTML: Final = "text/html; charset=utf-8"
LARGEST_FORM: Final = 64 * 1024
GUARDED: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # Without a referrer a browser names no origin, and our own form would be a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PageDoor:
    """ASGI: `/` shows the world, `/ready` presses a button, `/event` does anything."""

    def __init__(self, kept: Kept, changed: Callable[[], None]) -> None:
        self._kept = kept
        self._changed = changed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await body_of(receive, LARGEST_FORM)
        if not _is_at_home(scope):
            await _text(send, HTTPStatus.FORBIDDEN, "This page is for this machine only.\n")
            return
        method, path = scope["method"], scope["path"]
        if method == "GET" and path == "/":
            await self._show(send, HTTPStatus.OK, View(said=_said(scope)))
        elif method == "GET" and path == "/simulator.css":
            await respond(send, HTTPStatus.OK, STYLE.read_bytes(), "text/css; charset=utf-8")
        elif method == "POST" and path in ("/ready", "/event"):
            await self._act(scope, body, send)
        else:
            await _text(send, HTTPStatus.NOT_FOUND, "There is no such page.\n")

    async def _act(self, scope: Scope, body: bytes | None, send: Send) -> None:
        if body is None or not _is_our_own_form(scope):
            await _text(send, HTTPStatus.FORBIDDEN, "This form did not come from this page.\n")
            return
        form = {name: found[0] for name, found in parse_qs(body.decode("utf-8", "replace")).items()}
        try:
            said = self._press(form) if scope["path"] == "/ready" else self._event(form)
        except EventError as error:
            view = View(error=str(error), name=form.get("name", ""), text=form.get("arguments", ""))
            await self._show(send, HTTPStatus.UNPROCESSABLE_ENTITY, view)
            return
        self._changed()
        away = {"Location": f"/?said={quote(said)}#said"}
        await respond(send, HTTPStatus.SEE_OTHER, b"", HTML, away)

    def _press(self, form: Mapping[str, str]) -> str:
        ready = ALL.get(form.get("do", ""))
        if ready is None:
            raise EventError("there is no such button")
        beside = form.get("on", "")
        name, arguments = ready.make(self._kept, beside)
        title = f"{ready.label} ({beside})" if beside else ready.label
        self._kept.do(name, arguments, title)
        return title

    def _event(self, form: Mapping[str, str]) -> str:
        name = form.get("name", "")
        self._kept.do(name, _read(form.get("arguments", "")), name)
        return name

    async def _show(self, send: Send, status: int, view: View) -> None:
        self._kept.follow()
        page = whole_page(self._kept, view).encode()
        await respond(send, status, page, HTML, GUARDED)


def _read(text: str) -> Any:
    """Arguments as YAML. Raises `EventError` that says where it is wrong."""
    try:
        found = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise EventError(f"this is no YAML{where}: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise EventError(f"this is no YAML: {error}") from error
    return {} if found is None else found


def _is_at_home(scope: Scope) -> bool:
    """Whether the browser meant this machine, and not a name that somebody pointed at it."""
    return is_loopback(urlsplit(f"//{header(scope, 'host')}").hostname or "")


def _is_our_own_form(scope: Scope) -> bool:
    origin = header(scope, "origin")
    site = header(scope, "sec-fetch-site")
    is_ours = not origin or origin == f"http://{header(scope, 'host')}"
    return is_ours and site in ("", "same-origin", "none")


def _said(scope: Scope) -> str:
    found = parse_qs(scope.get("query_string", b"").decode("ascii", "replace"))
    return str(found.get("said", [""])[0])[:200]


async def _text(send: Send, status: int, words: str) -> None:
    await respond(send, status, words.encode(), "text/plain; charset=utf-8", GUARDED)
