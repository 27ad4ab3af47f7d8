"""The SMTP listener: a mail is accepted once it is part of a case, and not a moment before.

250 follows the commit. Mails that begin a case each are committed with those that wait beside them
(`together.py`); any other is taken in by itself, in a thread, large ones one after the other. What
cannot be taken in just now is sealed in the spool; only if not even that is possible is the sender
asked to come again (451), or if too much comes at once (421, 452; `receiving.py`).
Nobody here is a relay: who is not one of the brands' addresses is refused by name (550).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any, Final, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, close_old_connections, connections

from pharos.brands.queries import all_brand_ids
from pharos.channels.accounts import accounts_that_are_on
from pharos.channels.actions.note_account import note_heard
from pharos.channels.mail.allowance import Allowance, Doors
from pharos.channels.mail.reading.read import Envelope as MailEnvelope
from pharos.channels.mail.reading.signatures import Records
from pharos.channels.mail.receiving import FULL, ORDINARY, Budget, Protocol, announced
from pharos.channels.mail.spooling import spool_mail
from pharos.channels.mail.taking import (
    Came,
    Weighed,
    beginning_of,
    get_ready,
    take_mail,
    take_weighed,
    weigh,
)
from pharos.channels.mail.threads import without_tag
from pharos.channels.mail.together import Together
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.people.queries import closest_team, teams_at_work
from pharos.reception.beginning import Beginning

log = logging.getLogger(__name__)
R = TypeVar("R")

THREADS: Final = 4
GATHERING_SECONDS: Final = 60.0
IDLE_SECONDS: Final = 60.0
FRESH_SECONDS: Final = 5.0
# So much is read at once where it comes in; what is larger is read in a thread.
SMALL: Final = 32 * 1024
HEARD_SECONDS: Final = 30.0
TAKEN: Final = "250 Taken in"
LATER: Final = "451 4.3.0 Not now; please try again"
NOBODY: Final = "550 5.1.1 There is nobody here with this address"
TOO_MANY: Final = "450 4.7.1 Too many mails from you at once; please try again later"
MOST_RECIPIENTS: Final = 50
BYTES_AT_ONCE: Final = 128 * 1024 * 1024
CONNECTIONS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One of our addresses: its account, and the teams that take what comes there."""

    account: ChannelAccount
    teams: tuple[Team, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the listener stands. Without a certificate it speaks no TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    records: Records | None = None
    mails_a_minute: int = 600
    bytes_at_once: int = BYTES_AT_ONCE
    connections_at_once: int = CONNECTIONS_AT_ONCE


class Handler:
    """What aiosmtpd asks of us. Django's part runs in threads of its own."""

    def __init__(self, listening: Listening) -> None:
        self.budget = Budget(listening.bytes_at_once)
        self.doors = Doors(listening.connections_at_once)
        self._records = listening.records
        self._allowance = Allowance(listening.mails_a_minute)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        # Reading a mail takes eight times its size: large ones are read one after the other.
        self._one_thread = ThreadPoolExecutor(1, thread_name_prefix="large-mail")
        self._together = Together()
        self._addresses: dict[str, Ours] = {}
        self._known_at = 0.0
        self._heard_at: dict[int, float] = {}

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.budget.has(announced(options)):
            return FULL
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

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
        ours = [known[address] for address in sorted(wanted) if address in known]
        return await self.taken_for_all(ours, came)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever goes wrong here is not the mail's fault: its sender keeps it and comes again."""
        log.error("a mail was put off", exc_info=error)
        return LATER

    async def taken_for_all(self, ours: Sequence[Ours], came: Came) -> str:
        """Take a mail in for each of its addresses, or seal it; say what SMTP answers."""
        answers = {await self._taken(one, came) for one in ours}
        return TAKEN if answers == {TAKEN} else LATER

    async def _taken(self, ours: Ours, came: Came) -> str:
        """Take a mail in with others if it begins a case, and by itself if that is not to be."""
        if len(came.raw) > ORDINARY:
            loop = asyncio.get_running_loop()
            work = partial(taken_alone, ours.account, came, None)
            return await loop.run_in_executor(self._one_thread, work)
        if came.records is None and len(came.raw) <= SMALL:
            weighed, beginning = prepared(ours.account, came)
        else:
            weighed, beginning = await self._in_thread(prepared, ours.account, came)
        if beginning is not None and await self._begun(ours, beginning):
            return await self._heard(ours.account)
        return await self._in_thread(taken_alone, ours.account, came, weighed)

    async def _begun(self, ours: Ours, beginning: Beginning) -> bool:
        """Open its case together with others; tell whether it is in."""
        team = closest_team(ours.teams, beginning.language)
        begun = await self._together.begin(beginning, team.pk) if team else None
        return begun is not None and begun.is_taken

    async def _heard(self, account: ChannelAccount) -> str:
        """Note on the account's page that something came in, as often as that is kept."""
        at = asyncio.get_running_loop().time()
        if at - self._heard_at.get(account.pk, -HEARD_SECONDS) >= HEARD_SECONDS:
            self._heard_at[account.pk] = at
            await self._in_thread(_note_heard, account)
        return TAKEN

    async def _in_thread(self, work: Callable[..., R], *given: Any) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *given))

    async def _is_ours(self, address: str) -> bool:
        """Whether it is an address of a brand. One that was added just now is not refused."""
        if address in await self._known():
            return True
        self._known_at = 0.0
        return address in await self._known()

    async def _known(self) -> dict[str, Ours]:
        """The brands' addresses, at most five seconds old."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._known_at > FRESH_SECONDS or not self._known_at:
            self._addresses = await self._in_thread(addresses)
            self._known_at = loop.time()
        return self._addresses

    async def end(self) -> None:
        """Wait for what is committed together."""
        await self._together.end()

    def close(self) -> None:
        """Wait for what is being taken in by threads, and let go of the database."""
        everybody = Barrier(THREADS, timeout=GATHERING_SECONDS)
        for _thread in range(THREADS):
            self._threads.submit(_let_go, everybody)
        self._one_thread.submit(connections.close_all)
        for threads in (self._threads, self._one_thread):
            threads.shutdown(wait=True)


def _let_go(everybody: Barrier) -> None:
    """Close this thread's connection; each thread comes here once, since all wait for all."""
    everybody.wait()
    connections.close_all()


def addresses() -> dict[str, Ours]:
    """Return every address of every brand that mail may come to."""
    close_old_connections()
    brands = all_brand_ids()
    with reading(Actor.system(*brands)):
        accounts = accounts_that_are_on(brands, "mail")
        teams = teams_at_work({account.brand_id for account in accounts})
    return {
        without_tag(account.settings.get("address", "")): Ours(
            account=account, teams=tuple(teams[account.brand_id])
        )
        for account in accounts
    }


def prepared(
    account: ChannelAccount, came: Came
) -> tuple[Weighed, Beginning | None] | tuple[None, None]:
    """Read a mail, and say how it begins a case if it does. Asks DNS at most.

    Nothing if that failed: whoever takes it in alone finds out why.
    """
    try:
        weighed = weigh(account.for_adapter(), came)
        return weighed, beginning_of(account.for_adapter(), account.brand, weighed)
    except Exception:
        log.exception("a mail goes by itself", extra={"account": account.pk})
        return None, None


def taken_alone(account: ChannelAccount, came: Came, weighed: Weighed | None) -> str:
    """Take a mail in by itself, or seal it; say what SMTP answers."""
    close_old_connections()
    try:
        if weighed is None:
            take_mail(account.for_adapter(), account.brand, came)
        else:
            take_weighed(account.for_adapter(), account.brand, weighed)
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
    close_old_connections()
    with suppress(Error):
        note_heard(actor=Actor.system(account.brand_id), account_id=account.pk)


def protocol_of(handler: Handler, listening: Listening) -> SMTP:
    """One connection's protocol."""
    return Protocol(
        handler,
        handler.budget,
        handler.doors,
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
    await loop.run_in_executor(None, get_ready)
    server = await loop.create_server(
        lambda: protocol_of(handler, listening), listening.host, listening.port
    )
    log.info("mail is taken in at port %s", server.sockets[0].getsockname()[1])
    try:
        await stop.wait()
    finally:
        server.close()
        await server.wait_closed()
        await handler.end()
        await loop.run_in_executor(None, handler.close)
