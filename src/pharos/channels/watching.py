"""How an account is read on from where it was, whoever reads: its cursor, its chats, what is taken.

What cannot be taken in is shown to a person; if not even that works, reading ends there, and begins
there again.
"""

# lint: allow objects (reads over the room below, inside the brand's scope)
from __future__ import annotations

import logging
import os
import secrets
import socket
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections

from pharos.cases.models import Conversation
from pharos.channels.actions.note_account import note_cursor
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival, Happening, Watch
from pharos.channels.requests import take_unreadable
from pharos.channels.taking import chat_of, take
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)
MOST_CHATS: Final = 5_000


def watch_of(account: ChannelAccount) -> Watch:
    """Return what an adapter reads an account on with. Each call may come from another thread."""
    system = Actor.system(account.brand_id)

    def taken(happening: Happening) -> None:
        close_old_connections()
        _take(account, happening)

    def show(content: bytes) -> None:
        close_old_connections()
        take_unreadable(account.for_adapter(), account.brand, content, problem="one of many")

    def reach(cursor: str) -> None:
        close_old_connections()
        note_cursor(actor=system, account_id=account.pk, cursor=cursor)

    def chats() -> tuple[str, ...]:
        close_old_connections()
        with reading(system):
            return _chats(account)

    return Watch(cursor=account.cursor, take=taken, show=show, reach=reach, chats=chats)


def holder_name() -> str:
    """Return a name that no other process and no other turn of this one has."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def _take(account: ChannelAccount, happening: Happening) -> None:
    try:
        take(account.for_adapter(), account.brand, happening)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if not isinstance(happening, Arrival):
            # An edit or a receipt is worth less than all that comes after it.
            log.exception("a happening was passed over", extra={"account": account.pk})
            return
        log.exception("a message is shown to a person", extra={"account": account.pk})
        take_unreadable(
            account.for_adapter(),
            account.brand,
            happening.text.encode(),
            problem=type(error).__name__,
        )


def _chats(account: ChannelAccount) -> tuple[str, ...]:
    """The names of the account's chats, the latest first."""
    found = Conversation.objects.filter(
        brand_id=account.brand_id, channel=account.kind, external_id__startswith=f"{account.pk}:"
    ).order_by("-pk")
    names = found.values_list("external_id", flat=True)[:MOST_CHATS]
    return tuple(dict.fromkeys(chat_of(name) for name in names))
