"""A mail account of a test's brand, its listener, and the server that sends for it, on loopback."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from types import MappingProxyType
from typing import Any

from aiosmtpd.smtp import SMTP

from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.mail.listening import Handler, Listening, protocol_of
from pharos.channels.mail.reading.signatures import Records
from pharos.channels.models import ChannelAccount
from pharos.testing.serving import serving
from pharos.testing.world import World


@dataclass
class Outbox:
    """What a sending server was given, and what it says next."""

    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    peers: list[Any] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.peers.append(session.peer)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.raw.append(envelope.content)
            self.recipients.append(envelope.rcpt_tos)
            message = BytesParser(policy=default).parsebytes(envelope.content)
            assert isinstance(message, EmailMessage)
            self.mails.append(message)
        return answer


@contextmanager
def outbox() -> Iterator[Outbox]:
    """Run a server that takes mail from us."""
    box = Outbox()
    with served(lambda: SMTP(box, hostname="outbox")) as port:
        box.port = port
        yield box


def mail_account(world: World, box: Outbox | None = None, **settings: str) -> ChannelAccount:
    """Give the world's brand an address of its own."""
    told = {"address": f"help@{world.brand.slug}.test", "trusted": "mx.northmere.test"} | settings
    if box is not None:
        told |= {"smtp_host": "127.0.0.1", "smtp_port": str(box.port), "smtp_security": "none"}
    secrets: dict[str, str] = {
        name: told.pop(name) for name in ("dkim_key", "imap_password") if name in told
    }
    new = NewAccount(kind="mail", settings=told, secrets=secrets, label=world.mark)
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


@contextmanager
def listener(*, records: Records | None = None, mails_a_minute: int = 600) -> Iterator[int]:
    """Run our own listener, and give its port."""
    with handling(records=records, mails_a_minute=mails_a_minute) as (port, _handler):
        yield port


@contextmanager
def handling(**more: Any) -> Iterator[tuple[int, Handler]]:
    """Run our own listener, and give its port and who takes what comes there."""
    listening = Listening(host="127.0.0.1", port=0, **more)
    handler = Handler(listening)
    with served(lambda: protocol_of(handler, listening)) as port:
        yield port, handler
    handler.close()


@contextmanager
def served(protocol: Callable[[], asyncio.Protocol]) -> Iterator[int]:
    """Run a server of this protocol on a free port of loopback, in a thread of its own."""

    async def start(connected: list[asyncio.BaseTransport]) -> asyncio.Server:
        def one() -> asyncio.Protocol:
            made = protocol()
            known = made.connection_made

            def connection_made(transport: asyncio.BaseTransport) -> None:
                connected.append(transport)
                known(transport)

            made.connection_made = connection_made  # type: ignore[method-assign]
            return made

        return await asyncio.get_running_loop().create_server(one, "127.0.0.1", 0)

    with serving(start) as port:
        yield port


def mail(
    account: ChannelAccount,
    text: str = "My deposit has not arrived.",
    *,
    sender: str = "Dana <dana@example.test>",
    subject: str = "Deposit",
    name: str = "<one@example.test>",
    proved: bool = True,
    more: Mapping[str, str] = MappingProxyType({}),
) -> EmailMessage:
    """A mail to the account, proved by our own server's results unless it is not to be."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = account.settings["address"]
    message["Subject"] = subject
    message["Message-ID"] = name
    message["Date"] = "Thu, 26 Nov 2026 08:00:00 +0000"
    for key, value in more.items():
        message[key] = value
    message.set_content(text)
    if not proved:
        return message
    domain = sender.rpartition("@")[2].strip(">")
    results = f"mx.northmere.test; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    return with_first(message, "Authentication-Results", results)


def with_first(message: EmailMessage, name: str, value: str) -> EmailMessage:
    """Put a header before all others, as a server does that takes a mail in."""
    raw = f"{name}: {value}\n".encode() + message.as_bytes()
    found = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    return found


def hand_over(port: int, message: EmailMessage | bytes, *, to: list[str], sender: str = "") -> None:
    """Hand a mail to the listener as any server does. Raises what smtplib raises."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.sendmail(sender or "dana@example.test", to, raw)
