"""The worker's part: files that lie at a vendor are fetched, checked, and added to their case."""

from __future__ import annotations

import hashlib
import logging
from typing import Final

from pharos.cases.arriving import ArrivingFile, arrive
from pharos.channels.actions.keep_pending_files import (
    forget_pending_file,
    postpone_pending_file,
    take_pending_files,
)
from pharos.channels.models import PendingFile
from pharos.channels.port import Fetched, Permanent, RemoteFile, Undelivered
from pharos.channels.registry import channel_of
from pharos.people.actor import Actor
from pharos.reception.late_files import bind_late, tell_unfetched

log = logging.getLogger(__name__)

MOST_TRIES: Final = 12


def fetch_pending(actor: Actor) -> int:
    """Fetch what is due, and return how many files there were. Safe in several workers.

    What cannot be had is told to staff; where the fault is our own it is tried on all the same.
    """
    taken = take_pending_files(actor=actor)
    for pending in taken:
        _fetch(pending)
    return len(taken)


def _fetch(pending: PendingFile) -> None:
    system = Actor.system(pending.brand_id)
    try:
        fetched = _fetched(pending)
        ids = arrive(_customer(pending), [_arriving(fetched, pending)])
        bind_late(
            actor=system,
            conversation_id=pending.conversation_id,
            seq=pending.seq,
            item=_item(pending),
            ids=ids,
        )
    except Undelivered as refusal:
        if not refusal.is_permanent and pending.tries < MOST_TRIES:
            postpone_pending_file(actor=system, pending_id=pending.pk, problem=refusal.code)
            return
        _tell_unfetched(system, pending, why=refusal.code)
    except Exception as error:
        log.exception("a file was not fetched", extra={"pending": pending.pk})
        postpone_pending_file(actor=system, pending_id=pending.pk, problem=type(error).__name__)
        if pending.tries >= MOST_TRIES:
            _tell_unfetched(system, pending, why="our_fault")
        return
    forget_pending_file(actor=system, pending_id=pending.pk)


def _tell_unfetched(system: Actor, pending: PendingFile, *, why: str) -> None:
    tell_unfetched(
        actor=system,
        conversation_id=pending.conversation_id,
        item=_item(pending),
        name=pending.name or pending.content_type,
        why=why,
    )


def _item(pending: PendingFile) -> str:
    """The name of this file among all that came: where it lies, and for which message."""
    told = f"{pending.conversation_id}:{pending.seq}:{pending.ref}"
    return f"file:{hashlib.sha256(told.encode()).hexdigest()}"


def _fetched(pending: PendingFile) -> Fetched:
    channel = channel_of(pending.account.kind)
    if channel is None:
        raise Permanent("no_account")
    file = RemoteFile(ref=pending.ref, name=pending.name, content_type=pending.content_type)
    return channel.fetch(pending.account.for_adapter(), file)


def _customer(pending: PendingFile) -> Actor:
    customer = pending.conversation.customer
    return Actor.customer(
        id=customer.pk, brand_id=pending.brand_id, name=customer.name, assurance=1
    )


def _arriving(fetched: Fetched, pending: PendingFile) -> ArrivingFile:
    return ArrivingFile(
        content=fetched.content,
        name=fetched.name or pending.name,
        content_type=fetched.content_type or pending.content_type,
    )
