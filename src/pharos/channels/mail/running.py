"""The mail process: the listener, and one thread for each mailbox."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Final

from django.db import close_old_connections

from pharos.brands.queries import all_brand_ids
from pharos.channels.accounts import accounts_that_are_on
from pharos.channels.actions.note_account import note_trouble
from pharos.channels.mail.collecting import collect, mailbox_of
from pharos.channels.mail.listening import Listening, listen
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 20.0
IDLE_SECONDS: Final = 240
POLL_SECONDS: Final = 20.0
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 120.0


class Mailboxes:
    """Keeps a thread for each account that has a mailbox, as accounts come and go."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._threads: dict[int, threading.Thread] = {}

    def look(self) -> None:
        """Begin with what is new, until told to stop."""
        while not self.stop.is_set():
            try:
                for account in _with_mailboxes():
                    known = self._threads.get(account.pk)
                    if known is None or not known.is_alive():
                        self._begin(account)
            except Exception:
                log.exception("mailboxes could not be looked up")
            self.stop.wait(LOOK_SECONDS)

    def _begin(self, account: ChannelAccount) -> None:
        name = f"mailbox-{account.pk}"
        thread = threading.Thread(target=self._collect, args=(account,), name=name, daemon=True)
        self._threads[account.pk] = thread
        thread.start()

    def _collect(self, account: ChannelAccount) -> None:
        """Collect from one mailbox until the account changes or the process stops."""
        pause = FIRST_PAUSE
        while not self.stop.is_set():
            try:
                self._follow(account)
            except Exception as error:
                log.exception("mailbox %s is tried again", account.pk)
                _note(account, f"IMAP: {type(error).__name__}: {error}")
            else:
                return
            self.stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _follow(self, account: ChannelAccount) -> None:
        with mailbox_of(account.for_adapter()) as mailbox:
            _note(account, "")
            idles = "IDLE" in mailbox.client.capabilities
            while not self.stop.is_set() and _is_as_it_was(account):
                collect(account, account.brand, mailbox)
                if idles:
                    self._idle(mailbox)
                else:
                    self.stop.wait(POLL_SECONDS)
                    mailbox.client.noop()

    def _idle(self, mailbox: object) -> None:
        """Wait until the server tells of something, in short turns so that a stop is heard."""
        idle = mailbox.idle  # type: ignore[attr-defined]
        idle.start()
        try:
            for _turn in range(IDLE_SECONDS):
                if self.stop.is_set() or idle.poll(timeout=1):
                    return
        finally:
            idle.stop()


def _with_mailboxes() -> list[ChannelAccount]:
    close_old_connections()
    brands = all_brand_ids()
    with reading(Actor.system(*brands)):
        accounts = accounts_that_are_on(brands, "mail")
    return [account for account in accounts if account.settings.get("imap_host")]


def _is_as_it_was(account: ChannelAccount) -> bool:
    now_on = {each.pk: each.changed_at for each in _with_mailboxes()}
    return now_on.get(account.pk) == account.changed_at


def _note(account: ChannelAccount, trouble: str) -> None:
    close_old_connections()
    note_trouble(actor=Actor.system(account.brand_id), account_id=account.pk, trouble=trouble)


async def run(listening: Listening | None, stop: asyncio.Event) -> None:
    """Take mail in by all its ways until told to stop."""
    mailboxes = Mailboxes()
    thread = threading.Thread(target=mailboxes.look, name="mailboxes", daemon=True)
    thread.start()
    try:
        if listening is None:
            await stop.wait()
        else:
            await listen(listening, stop)
    finally:
        mailboxes.stop.set()
