"""What the browser tests share: pages with the widget, staff at the desk, a slow proxy."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
import uuid
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from playwright.sync_api import (
    APIRequestContext,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Route,
)

from pharos.testing.desk_server import DeskServer
from pharos.testing.serving import serving

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Wallet</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"></head>
<body><main><h1>Wallet</h1><p><button>Markets</button></p></main>
<script src="{url}/widget.js" data-brand="{brand}" {attributes}></script></body></html>"""
FLUSH = 64 * 1024


def open_page(
    context: BrowserContext, url: str, attributes: str = "", *, brand: str = "northmere"
) -> Page:
    """A page of the exchange on the desk's own origin, with the widget on it."""
    html = PAGE.format(url=url, attributes=attributes, brand=brand)

    def page_of_the_exchange(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    context.route(f"{url}/wallet", page_of_the_exchange)
    page = context.new_page()
    page.goto(f"{url}/wallet")
    return page


@dataclass(frozen=True)
class Talk:
    """The widget as its customer uses it."""

    page: Page
    help: str = "Help"
    field: str = "Write a message"

    def open(self) -> Talk:
        self.launcher.click()
        self.panel.wait_for()
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.locator("pharos-widget .launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator("pharos-widget .panel")

    @property
    def words(self) -> Locator:
        return self.panel.locator(".message .words")

    @property
    def mine(self) -> Locator:
        return self.panel.locator(".message--mine .words")

    @property
    def on_their_way(self) -> Locator:
        return self.panel.locator(".message--sending, .message--waiting, .message--failed")

    @property
    def case(self) -> str:
        """The case number in the head of the panel."""
        number = self.panel.locator(".title small")
        number.filter(has_text=re.compile(r"\w{4}-\w{4}-\w")).wait_for()
        found = re.search(r"\w{4}-\w{4}-\w", number.inner_text())
        assert found
        return found.group()

    def begin(self) -> Talk:
        """To a person, by the button that is always there."""
        self.panel.locator(".people button").click()
        return self

    def say(self, text: str) -> Talk:
        field = self.panel.get_by_role("textbox", name=self.field)
        field.fill(text)
        field.press("Enter")
        return self


@dataclass(frozen=True)
class Agent:
    """Staff who answer over the desk's HTTP."""

    http: APIRequestContext
    url: str

    @classmethod
    def signed_in(cls, playwright: Playwright, desk: DeskServer, name: str) -> Agent:
        session = desk.session_cookie(name)
        cookie: Any = {
            "name": session["name"],
            "value": session["value"],
            "domain": urlsplit(desk.url).hostname,
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": False,
            "sameSite": "Lax",
        }
        state: Any = {"cookies": [cookie], "origins": []}
        return cls(playwright.request.new_context(storage_state=state), desk.url)

    def reply(self, case: str, text: str) -> None:
        self._post(case, "replies", {"body": text, "client_token": str(uuid.uuid4())})

    def resolve(self, case: str, text: str) -> None:
        self._post(case, "resolution", {"disposition": "solved_by_action", "text": text})

    def _post(self, case: str, what: str, form: dict[str, str | float | bool]) -> None:
        """Send it; who is told that the customer has written meanwhile looks again first."""
        page = f"{self.url}/desk/cases/{case}/"
        for _ in range(5):
            shown = self.http.get(page)
            assert shown.ok, f"{page}: {shown.status}"
            seen = re.search(r'name="seen" value="(\d+)"', shown.text())
            cookies = self.http.storage_state()["cookies"]
            token = next(c["value"] for c in cookies if "csrf" in c["name"])
            headers = {"X-CSRFToken": token, "Referer": page}
            form = {**form, "seen": seen.group(1) if seen else "0"}
            answer = self.http.post(f"{page}{what}/", form=form, headers=headers)
            if answer.status != 409:
                break
        assert answer.ok, f"{what}: {answer.status} {answer.text()[:500]}"


@contextlib.contextmanager
def strict_host(url: str) -> Iterator[str]:
    """A page of another origin whose policy allows the desk's scripts and calls, no more."""
    html = PAGE.format(url=url, attributes="", brand="northmere").encode()
    policy = f"default-src 'none'; script-src {url}; connect-src {url}; report-uri /violations"

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def buffering_proxy(url: str) -> Iterator[str]:
    """A proxy that gives an answer on only at 64 kB or at its end, as some company networks do."""
    target = urlsplit(url)

    async def start(connected: list[asyncio.BaseTransport]) -> asyncio.Server:
        def relay(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> Coroutine[Any, Any, None]:
            connected.append(writer.transport)
            return _relay(target, reader, writer)

        return await asyncio.start_server(relay, "127.0.0.1", 0)

    with serving(start) as port:
        yield f"http://127.0.0.1:{port}"


async def _relay(
    target: SplitResult, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    ends = [writer]
    try:
        back, forth = await asyncio.open_connection(target.hostname, target.port)
        ends.append(forth)
        await _request(reader, forth)
        held = b""
        while data := await back.read(FLUSH):
            held += data
            if len(held) >= FLUSH:
                writer.write(held)
                held = b""
        writer.write(held)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass  # the browser has gone
    finally:
        for end in ends:
            end.transport.abort()


async def _request(reader: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    body = await reader.readexactly(int(length.group(1))) if length else b""
    head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)
    forth.write(head[:-2] + b"Connection: close\r\n\r\n" + body)
    await forth.drain()


def stored(page: Page, start: str) -> dict[str, str]:
    """What the widget keeps in this browser under keys that start so."""
    text = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    return {key: value for key, value in json.loads(text) if key.startswith(start)}
