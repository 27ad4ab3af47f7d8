"""Connections to the servers that send mail for us, kept from one mail to the next where asked."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from pharos.channels.port import Account, Temporary

SECONDS: Final = 20
# Servers end connections that have handed over many mails; so many, none of them minds.
MOST_MAILS: Final = 50
OK: Final = 250

Way = tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """One connection, and how many mails it has handed over."""

    server: smtplib.SMTP
    mails: int = 0


_kept: ContextVar[dict[Way, Kept] | None] = ContextVar("kept", default=None)


@contextmanager
def connections_kept() -> Iterator[None]:
    """Within this block of one thread, `server_of` hands out the connection of the mail before.

    Each account and each set of its settings has its own. They are all closed at the end.
    """
    kept: dict[Way, Kept] = {}
    before = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(before)
        for each in kept.values():
            _close(each.server)


@contextmanager
def server_of(account: Account) -> Iterator[smtplib.SMTP]:
    """Give a connection to hand one mail over by. Raises Temporary where no server is named.

    A kept one is asked first whether it is still there, and a new one opened if not; after
    anything that went wrong it is not used again. Without `connections_kept` it is closed after.
    """
    kept = _kept.get()
    way = _way_of(account)
    connection = kept.pop(way, None) if kept is not None else None
    if connection is None or not _is_there(connection.server):
        connection = Kept(_opened(account))
    try:
        yield connection.server
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
        _close(connection.server)
        raise
    except BaseException:
        connection.server.close()
        raise
    connection.mails += 1
    if kept is None or connection.mails >= MOST_MAILS:
        _close(connection.server)
    else:
        kept[way] = connection


def _way_of(account: Account) -> Way:
    """Changed settings are another way, so that they count from the next mail on."""
    names = ("smtp_host", "smtp_port", "smtp_security", "smtp_user")
    return (
        str(account.id),
        *(account.settings.get(name, "") for name in names),
        account.secrets.get("smtp_password", ""),
    )


def _is_there(server: smtplib.SMTP) -> bool:
    try:
        if server.noop()[0] == OK:
            return True
    except (smtplib.SMTPException, OSError):
        pass
    server.close()
    return False


def _opened(account: Account) -> smtplib.SMTP:
    settings = account.settings
    host, port = settings.get("smtp_host", ""), int(settings.get("smtp_port") or 587)
    if not host:
        raise Temporary("not_set_up")
    how = settings.get("smtp_security") or "starttls"
    context = ssl.create_default_context()
    if how == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if how == "starttls":
            server.starttls(context=context)
        if user := settings.get("smtp_user", ""):
            server.login(user, account.secrets.get("smtp_password", ""))
    except BaseException:
        server.close()
        raise
    return server


def _close(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
