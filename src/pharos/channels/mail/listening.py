"""The SMTP listener: a mail is accepted once it is part of a case, and not a moment before.

250 follows the commit. What cannot be taken in just now is sealed in the spool; only if not even
that is possible is the sender asked to come again (451). Nobody here is a relay: who is not one of
the brands' addresses is refused by name (550).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, close_old_connections, connections

from pharos.brands.queries import all_brand_ids
from pharos.channels.accounts import accounts_that_are_on
from pharos.channels.actions.note_account import note_heard
from pharos.channels.mail.allowance import Allowance
from pharos.channels.mail.reading.read import Envelope as MailEnvelope
from pharos.channels.mail.reading.signatures import Records
from pharos.channels.mail.spooling import spool_mail
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.mail.threads import without_tag
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

LARGEST: Final = 35 * 1024 * 1024  # 25 MB of files are so much in base64
THREADS: Final = 4
GATHERING_SECONDS: Final = 60.0
IDLE_SECONDS: Final = 60.0
FRESH_SECONDS: Final = 5.0
TAKEN: Final = "250 Taken in"
LATER: Final = "451 4.3.0 Not now; please try again"
NOBODY: Final = "550 5.1.1 There is nobody here with this address"
TOO_MANY: Final = "450 4.7.1 Too many mails from you at once; please try again later"
MOST_RECIPIENTS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the listener stands. Without a certificate it speaks no TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    records: Records | None = None
    mails_a_minute: int = 600


class Handler:
    """What aiosmtpd asks of us. Django's part runs in threads of its own."""

    def __init__(self, listening: Listening) -> None:
        self._records = listening.records
        self._allowance = Allowance(listening.mails_a_minute)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        self._addresses: dict[str, ChannelAccount] = {}
        self._known_at = 0.0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            is_ours = await self._is_ours(without_tag(address))
        except Exception:
            log.exception("addresses could not be read")
            return LATER
        if not is_ours:
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if not self._allowance.allows(str(session.peer[0] if session.peer else "")):
            return TOO_MANY
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        came = Came(
            raw=raw,
            at=now(),
            envelope=MailEnvelope(
                sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos)
            ),
            records=self._records,
        )
        known = await self._known()
        wanted = {without_tag(address) for address in envelope.rcpt_tos}
        accounts = [known[address] for address in sorted(wanted) if address in known]
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(taken_for_all, accounts, came))

    async def handle_exception(self, error: Exception) -> str:
        """Whatever goes wrong here is not the mail's fault: its sender keeps it and comes again."""
        log.error("a mail was put off", exc_info=error)
        return LATER

    async def _is_ours(self, address: str) -> bool:
        """Whether it is an address of a brand. One that was added just now is not refused."""
        if address in await self._known():
            return True
        self._known_at = 0.0
        return address in await self._known()

    async def _known(self) -> dict[str, ChannelAccount]:
        """The brands' addresses, at most five seconds old."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._known_at > FRESH_SECONDS or not self._known_at:
            self._addresses = await loop.run_in_executor(self._threads, addresses)
            self._known_at = loop.time()
        return self._addresses

    def close(self) -> None:
        """Wait for what is being taken in, and let go of the database."""
        everybody = Barrier(THREADS, timeout=GATHERING_SECONDS)
        for _thread in range(THREADS):
            self._threads.submit(_let_go, everybody)
        self._threads.shutdown(wait=True)


def _let_go(everybody: Barrier) -> None:
    """Close this thread's connection; each thread comes here once, since all wait for all."""
    everybody.wait()
    connections.close_all()


def addresses() -> dict[str, ChannelAccount]:
    """Return every address of every brand that mail may come to, with its account."""
    close_old_connections()
    brands = all_brand_ids()
    with reading(Actor.system(*brands)):
        accounts = accounts_that_are_on(brands, "mail")
    return {without_tag(account.settings.get("address", "")): account for account in accounts}


def taken_for_all(accounts: Sequence[ChannelAccount], came: Came) -> str:
    """Take a mail in for each of its addresses, or seal it; say what SMTP answers."""
    close_old_connections()
    answers = {_taken(account, came) for account in accounts}
    return TAKEN if answers == {TAKEN} else LATER


def _taken(account: ChannelAccount, came: Came) -> str:
    try:
        take_mail(account.for_adapter(), account.brand, came)
    except Exception as error:
        log.exception("a mail could not be taken in", extra={"account": account.pk})
        try:
            spool_mail(account.for_adapter(), came, problem=type(error).__name__)
        except Exception:
            log.exception("nor could it be sealed", extra={"account": account.pk})
            return LATER
    else:
        _note_heard(account)
    return TAKEN


def _note_heard(account: ChannelAccount) -> None:
    """For a page alone: the mail is taken in, whether or not this succeeds."""
    with suppress(Error):
        note_heard(actor=Actor.system(account.brand_id), account_id=account.pk)


class Protocol(SMTP):
    """SMTP that takes longer lines than RFC 5321 allows: mail programs write them all the same."""

    line_length_limit = LARGEST


def protocol_of(handler: Handler, listening: Listening) -> SMTP:
    """One connection's protocol."""
    return Protocol(
        handler,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        hostname="pharos",
        ident="Pharos",
        timeout=IDLE_SECONDS,
        tls_context=listening.tls,
    )


async def listen(listening: Listening, stop: asyncio.Event) -> None:
    """Take mail in until told to stop; what is under way then is finished."""
    handler = Handler(listening)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: protocol_of(handler, listening), listening.host, listening.port
    )
    log.info("mail is taken in at port %s", server.sockets[0].getsockname()[1])
    try:
        await stop.wait()
    finally:
        server.close()
        await server.wait_closed()
        await loop.run_in_executor(None, handler.close)
