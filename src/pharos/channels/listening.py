"""Holds the connections of channels that tell only who is connected.

The worker does so, or `pharos listen` in a process of its own. One process holds an account at a
time, and any number may run: when one is killed, the next holds its accounts after half a minute
and reads on from where they were.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from pharos.brands.queries import all_brand_ids
from pharos.channels.accounts import accounts_that_are_on
from pharos.channels.actions.hold_account import (
    hold_account,
    let_go_account,
    let_go_in_trouble,
)
from pharos.channels.actions.note_account import note_trouble
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Listened, Undelivered
from pharos.channels.registry import channels
from pharos.channels.watching import holder_name, watch_of
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# Twice within a lease, and once more.
ROUND_SECONDS: Final = 10.0
END_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An account that this process holds, and the thread that listens for it."""

    account: ChannelAccount
    holder: str
    stop: Event
    thread: Thread


class Listeners:
    """The accounts that this process holds."""

    def __init__(self) -> None:
        self._held: dict[int, Held] = {}

    def keep_listening(self, _actor: Actor) -> None:
        """Tend them, as a round of the worker."""
        self.tend()

    def tend(self) -> None:
        """Go on holding what is held, hold what is free, and let go of what was changed.

        An account that is off or has been set up otherwise is listened to anew.
        """
        for pk, held in list(self._held.items()):
            if not held.thread.is_alive():
                del self._held[pk]
            elif not _still(held):
                held.stop.set()
        for account in _to_listen_to():
            if account.pk not in self._held:
                self._begin(account)

    def end(self) -> None:
        """Stop listening, and let go of everything."""
        for held in self._held.values():
            held.stop.set()
        for held in self._held.values():
            held.thread.join(END_SECONDS)
        self._held.clear()

    def _begin(self, account: ChannelAccount) -> None:
        holder, stop = holder_name(), Event()
        system = Actor.system(account.brand_id)
        held = hold_account(actor=system, account_id=account.pk, holder=holder)
        if held is None:
            return
        thread = Thread(
            target=_listen, args=(held, holder, stop), name=f"listen:{held.pk}", daemon=True
        )
        self._held[held.pk] = Held(account=held, holder=holder, stop=stop, thread=thread)
        thread.start()


def listen_until(stop: Event) -> None:
    """Hold all accounts of such channels until `stop` is set.

    A database that is away is waited for; nothing is taken in meanwhile, and no cursor moves.
    """
    listeners = Listeners()
    while not stop.is_set():
        close_old_connections()
        try:
            listeners.tend()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away: %s", str(error).splitlines()[0])
            connections.close_all()
        stop.wait(ROUND_SECONDS)
    listeners.end()
    connections.close_all()


def _to_listen_to() -> list[ChannelAccount]:
    brands = all_brand_ids()
    found: list[ChannelAccount] = []
    for kind, channel in channels().items():
        if isinstance(channel, Listened):
            with reading(Actor.system(*brands)):
                found += accounts_that_are_on(brands, kind)
    return found


def _still(held: Held) -> bool:
    """Hold on, unless somebody else has it by now or it is set up otherwise."""
    system = Actor.system(held.account.brand_id)
    now_there = hold_account(actor=system, account_id=held.account.pk, holder=held.holder)
    if now_there is None or now_there.changed_at != held.account.changed_at:
        return False
    if now_there.trouble and _works(now_there):
        note_trouble(actor=system, account_id=held.account.pk, trouble="")
    return True


def _works(account: ChannelAccount) -> bool:
    """It has been heard of after it was in trouble."""
    return (
        account.heard_at is not None
        and account.trouble_at is not None
        and account.heard_at > account.trouble_at
    )


def _listen(account: ChannelAccount, holder: str, stop: Event) -> None:
    system = Actor.system(account.brand_id)
    channel = channels()[account.kind]
    assert isinstance(channel, Listened), "only such accounts are held"
    try:
        channel.listen(account.for_adapter(), watch_of(account), stop)
        let_go_account(actor=system, account_id=account.pk, holder=holder)
    except Undelivered as refusal:
        _let_go(account, holder, f"{refusal.code}: {refusal.why}")
    except Exception as error:
        log.exception("listening ended and begins again", extra={"account": account.pk})
        _let_go(account, holder, type(error).__name__)
    finally:
        connections.close_all()


def _let_go(account: ChannelAccount, holder: str, trouble: str) -> None:
    try:
        let_go_in_trouble(
            actor=Actor.system(account.brand_id),
            account_id=account.pk,
            holder=holder,
            trouble=trouble,
        )
    except (OperationalError, InterfaceError):
        log.warning("the database is away; the lease runs out", extra={"account": account.pk})
