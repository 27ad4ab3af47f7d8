"""Collecting from mailboxes over IMAP: everything since the last time, however long ago.

Nothing is deleted, moved or marked: the mailbox stays as its owner left it, and the account
remembers how far it was read. What was read twice is taken once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import close_old_connections
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from pharos.brands.models import Brand
from pharos.channels.accounts import account_for
from pharos.channels.actions.note_account import note_cursor, note_trouble
from pharos.channels.mail.spooling import spool_mail
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Account
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

SECONDS: Final = 30
BATCH: Final = 25
PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}


@contextmanager
def mailbox_of(account: Account) -> Iterator[BaseMailBox]:
    """Open the account's mailbox and choose its folder, for reading alone."""
    settings = account.settings
    how = settings.get("imap_security") or "tls"
    host, port = settings["imap_host"], int(settings.get("imap_port") or PORTS[how])
    kinds = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
    mailbox: BaseMailBox = kinds[how](host, port, timeout=SECONDS)
    password = account.secrets.get("imap_password", "")
    with mailbox.login(settings["imap_user"], password, initial_folder=None):
        mailbox.folder.set(settings.get("imap_folder") or "INBOX", readonly=True)
        yield mailbox


def collect(account: ChannelAccount, brand: Brand, mailbox: BaseMailBox) -> int:
    """Take in what is new in the mailbox, the oldest first, and return how many mails it was.

    How far it was read is remembered after the commit of what was read, never before.
    """
    system = Actor.system(brand.pk)
    validity = _validity(mailbox)
    taken = 0
    for batch in _batches(_new(mailbox, _since(account.cursor, validity))):
        for uid in batch:
            close_old_connections()
            _take(account.for_adapter(), brand, _raw(mailbox, uid))
            taken += 1
        cursor = f"{validity}:{batch[-1]}"
        note_cursor(actor=system, account_id=account.pk, cursor=cursor)
        account.cursor = cursor
    return taken


def collect_once(system: Actor, account_id: int) -> int:
    """Open an account's mailbox and take in what is new; trouble is noted where pages show it."""
    with reading(system):
        account = account_for(system.brands[0], "mail", account_id)
    if account is None:
        return 0
    try:
        with mailbox_of(account.for_adapter()) as mailbox:
            taken = collect(account, account.brand, mailbox)
    except OSError as error:
        note_trouble(actor=system, account_id=account_id, trouble=f"IMAP: {error}")
        raise
    note_trouble(actor=system, account_id=account_id, trouble="")
    return taken


def _validity(mailbox: BaseMailBox) -> int:
    """The folder's UIDVALIDITY (RFC 3501, 2.3.1.1): its numbers mean the same while it stays."""
    _what, found = mailbox.client.response("UIDVALIDITY")
    return int(found[-1]) if found and found[-1] else 0


def _since(cursor: str, validity: int) -> int:
    known, _mark, uid = cursor.partition(":")
    return int(uid) if known == str(validity) and uid.isdecimal() else 0


def _new(mailbox: BaseMailBox, since: int) -> list[int]:
    """The numbers after `since`. A range always names the last one, also if it is older."""
    found = mailbox.uids(f"UID {since + 1}:*")
    return sorted(uid for text in found if (uid := int(text)) > since)


def _batches(uids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), BATCH):
        yield uids[start : start + BATCH]


def _raw(mailbox: BaseMailBox, uid: int) -> bytes:
    """One mail as it lies there, without marking it as read."""
    _status, parts = mailbox.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    for part in parts or ():
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""


def _take(account: Account, brand: Brand, raw: bytes) -> None:
    if not raw:
        return  # deleted by its owner in the meantime
    came = Came(raw=raw, at=now())
    try:
        take_mail(account, brand, came)
    except Exception as error:
        log.exception("a mail could not be taken in", extra={"account": account.id})
        spool_mail(account, came, problem=type(error).__name__)
