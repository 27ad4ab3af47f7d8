"""The worker's part: what waits in the spool is tried again, and shown to a person in the end."""

from __future__ import annotations

import logging

from pharos.brands.queries import brand_by_id
from pharos.channels.accounts import account_even_off
from pharos.channels.mail.spooling import mail_of
from pharos.channels.mail.taking import take_mail, words_and_files
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Disbelieved, Unreadable
from pharos.channels.registry import channel_of
from pharos.channels.requests import (
    Shown,
    request_of,
    show_a_person,
    take_unreadable,
    take_update,
)
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.reception.spool import Waiting, destroy_spooled, postpone_spooled, take_spooled

log = logging.getLogger(__name__)


def retry_spooled(actor: Actor) -> int:
    """Try again what is due, and return how much there was. Safe in several workers."""
    waiting = take_spooled(actor=actor)
    for one in waiting:
        system = Actor.system(one.brand_id)
        try:
            _retry(system, one)
        except Exception as error:
            log.exception("spooled input waits on", extra={"spooled": one.id})
            postpone_spooled(actor=system, spooled_id=one.id, problem=type(error).__name__)
        else:
            destroy_spooled(actor=system, spooled_id=one.id)
    return len(waiting)


def _retry(system: Actor, one: Waiting) -> None:
    with reading(system):
        brand = brand_by_id(one.brand_id)
        account = account_even_off(one.brand_id, one.raw.channel, int(one.raw.account))
    channel = channel_of(one.raw.channel)
    if account is None or channel is None:
        raise LookupError("there is no such account")
    try:
        if (came := mail_of(one.raw.content)) is not None:
            take_mail(account.for_adapter(), brand, came)
            return
        request = request_of(one.raw.content)
        take_update(account.for_adapter(), brand, channel.read(account.for_adapter(), request))
    except (Unreadable, Disbelieved) as error:
        _show(account, one, problem=type(error).__name__)
    except Exception as error:
        if not one.is_last:
            raise
        log.exception("spooled input is shown to a person", extra={"spooled": one.id})
        _show(account, one, problem=type(error).__name__)


def _show(account: ChannelAccount, one: Waiting, *, problem: str) -> None:
    came, to = mail_of(one.raw.content), account.for_adapter()
    if came is None:
        body = request_of(one.raw.content).body
        take_unreadable(to, account.brand, body, problem=problem)
        return
    shown = Shown(came.raw, *words_and_files(came))
    show_a_person(to, account.brand, shown, problem=problem)
