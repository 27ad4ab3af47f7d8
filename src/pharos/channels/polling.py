"""The worker's part: vendors that do not tell by themselves are asked each minute."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from pharos.channels.accounts import accounts_that_are_on
from pharos.channels.actions.hold_account import (
    hold_account,
    let_go_account,
    let_go_in_trouble,
)
from pharos.channels.actions.note_account import note_trouble
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Polled, Undelivered
from pharos.channels.registry import channels
from pharos.channels.watching import holder_name, watch_of
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

EVERY: Final = timedelta(seconds=55)
# Longer than one asking takes, with all pages after a week.
LEASE: Final = timedelta(minutes=10)


def poll_all(actor: Actor) -> int:
    """Ask for all accounts that are due and nobody else asks for, and return how many there were.

    Safe in several workers: each account is asked about once a minute, whoever does it.
    """
    asked = 0
    for kind, channel in channels().items():
        if not isinstance(channel, Polled):
            continue
        with reading(actor):
            accounts = accounts_that_are_on(actor.brands, kind)
        asked += sum(_poll(channel, account) for account in accounts)
    return asked


def _poll(channel: Polled, account: ChannelAccount) -> bool:
    system, holder = Actor.system(account.brand_id), holder_name()
    held = hold_account(actor=system, account_id=account.pk, holder=holder, lease=LEASE)
    if held is None:
        return False
    try:
        channel.poll(held.for_adapter(), watch_of(held))
    except Undelivered as refusal:
        let_go_in_trouble(
            actor=system,
            account_id=held.pk,
            holder=holder,
            trouble=f"{refusal.code}: {refusal.why}",
            after=refusal.after,
        )
    except Exception as error:
        # A mistake in one account must not stop the others; it is asked again.
        log.exception("an account could not be read", extra={"account": held.pk})
        let_go_in_trouble(
            actor=system, account_id=held.pk, holder=holder, trouble=type(error).__name__
        )
    else:
        note_trouble(actor=system, account_id=held.pk, trouble="")
        let_go_account(actor=system, account_id=held.pk, holder=holder, pause=EVERY)
    return True
