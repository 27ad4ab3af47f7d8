"""The mailbox of the demo's customers: a page to write mails to the desk, and to read its answers.

It stands for everybody's mail provider. It takes in whatever the desk sends, keeps the last ones in
memory, and hands what is written here to the desk's own listener, with the results that a
provider's server would have found. It answers only to a browser on this machine.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections import deque
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import make_msgid, parseaddr
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from aiosmtpd.smtp import SMTP

MOST: Final = 200
WHO: Final = "Dana <dana@customers.example>"
SERVER: Final = "mailbox.example"
STYLE: Final = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:720px;margin:0 auto;padding:24px 16px}"
    "label{display:block;margin:12px 0 4px;font-weight:600}"
    "input,textarea{width:100%;box-sizing:border-box;font:inherit;padding:8px}"
    "button{font:inherit;padding:10px 16px;margin:16px 0}"
    "article{border:1px solid #8888;border-radius:8px;padding:12px 16px;margin:16px 0}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:12px 0}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:0 12px;margin:0}dt{font-weight:600}"
    "dd{margin:0;overflow-wrap:anywhere}"
)
GUARDED: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
}


@dataclass
class Mailbox:
    """What came, the latest first, and where the desk takes mail in."""

    desk_port: int
    address: str
    came: deque[EmailMessage] = field(default_factory=lambda: deque(maxlen=MOST))

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.came.appendleft(message)
        return "250 OK"

    def send(self, form: dict[str, str]) -> None:
        """Hand a mail to the desk. Raises what smtplib raises."""
        message = EmailMessage()
        message["From"] = form.get("from") or WHO
        message["To"] = form.get("to") or self.address
        message["Subject"] = " ".join(form.get("subject", "").split())
        message["Message-ID"] = make_msgid(domain=SERVER)
        if answered := form.get("in_reply_to", "").strip():
            message["In-Reply-To"] = message["References"] = answered
        message.set_content(form.get("text", ""))
        sender = parseaddr(str(message["From"]))[1]
        domain = sender.rpartition("@")[2]
        results = f"{SERVER}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
        raw = f"Authentication-Results: {results}\r\n".encode() + message.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.desk_port, timeout=20) as server:
            server.sendmail(sender, [parseaddr(str(message["To"]))[1]], raw)


class Pages:
    """`/` shows the mailbox and the form; `/mails` takes the form."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def application(self) -> web.Application:
        made = web.Application(client_max_size=1024 * 1024)
        made.add_routes(
            [
                web.get("/", self.show),
                web.get("/mailbox.css", self.style),
                web.post("/mails", self.send),
            ]
        )
        return made

    async def show(self, request: web.Request) -> web.Response:
        _refuse_strangers(request)
        answered = request.query.get("answer", "")
        mail = next((one for one in self._mailbox.came if one["Message-ID"] == answered), None)
        return self._page(mail)

    async def style(self, _request: web.Request) -> web.Response:
        return web.Response(text=STYLE, content_type="text/css")

    async def send(self, request: web.Request) -> web.Response:
        _refuse_strangers(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, self._mailbox.send, form)
        except (OSError, smtplib.SMTPException) as error:
            return self._page(None, said=f"It was not taken: {error}", status=502)
        raise web.HTTPSeeOther("/?sent")

    def _page(
        self, answered: EmailMessage | None, *, said: str = "", status: int = 200
    ) -> web.Response:
        mails = "".join(map(_shown, self._mailbox.came)) or "<p>No mail has come yet.</p>"
        body = (
            "<!doctype html><html lang=en><meta charset=utf-8>"
            "<meta name=viewport content='width=device-width'>"
            "<title>Mailbox of the demo's customers</title>"
            "<link rel=stylesheet href=/mailbox.css>"
            f"<h1>Mailbox of the demo's customers</h1><p role=status>{escape(said)}</p>"
            f"{_form(self._mailbox.address, answered)}<h2>What the desk has sent</h2>{mails}"
        )
        return web.Response(text=body, content_type="text/html", status=status, headers=GUARDED)


def _form(address: str, answered: EmailMessage | None) -> str:
    who, to, subject, reference = WHO, address, "", ""
    if answered is not None:
        who, to = str(answered["To"]), parseaddr(str(answered["Reply-To"]))[1]
        subject, reference = str(answered["Subject"]), str(answered["Message-ID"])
    fields = (("from", "From", who), ("to", "To", to), ("subject", "Subject", subject))
    inputs = "".join(
        f"<label for={name}>{label}</label>"
        f"<input id={name} name={name} value='{escape(value, quote=True)}'>"
        for name, label, value in fields
    )
    return (
        f"<form method=post action=/mails>{inputs}"
        f"<input type=hidden name=in_reply_to value='{escape(reference, quote=True)}'>"
        "<label for=text>Text</label><textarea id=text name=text rows=6 required></textarea>"
        "<button>Send to the desk</button></form>"
    )


def _shown(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    text = plain.get_content() if plain is not None else ""
    told = "".join(
        f"<dt>{name}</dt><dd>{escape(str(mail[name] or ''))}</dd>"
        for name in ("From", "To", "Subject", "Date")
    )
    answer = escape(f"/?answer={mail['Message-ID']}", quote=True).replace("+", "%2B")
    return (
        f"<article><dl>{told}</dl><pre>{escape(text)}</pre><a href='{answer}'>Answer</a></article>"
    )


def _refuse_strangers(request: web.Request) -> None:
    """Only this machine's own browser, by its own name, and forms from this page alone."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin", "")
    is_ours = not origin or urlsplit(origin).netloc == request.host
    if host not in ("127.0.0.1", "localhost") or not is_ours:
        raise web.HTTPForbidden(text="This page is for this machine only.")


async def serve(port: int, smtp_port: int, mailbox: Mailbox, stop: asyncio.Event) -> None:
    """Take in the desk's mail and show the page until told to stop."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname=SERVER, enable_SMTPUTF8=True), "127.0.0.1", smtp_port
    )
    runner = web.AppRunner(Pages(mailbox).application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
        server.close()
