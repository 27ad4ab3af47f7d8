"""The worker's part: events go out to the brands' systems, each outlet beside the others.

A few threads serve each outlet that has something due, so one that is slow or dead delays nobody
else. Nothing is kept in memory: whoever is killed leaves events whose lease runs out.
"""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction

from pharos.cases.models import Entry
from pharos.cases.queries import entry_at
from pharos.kernel.lanes import Lanes
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.outlets.actions.record_attempt import record_attempt
from pharos.outlets.actions.take_dispatches import take_dispatches
from pharos.outlets.models import Dispatch
from pharos.outlets.posting import Answered, post
from pharos.outlets.queries import outlets_with_work
from pharos.outlets.reasons import reason
from pharos.outlets.telling import told
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# Threads for one outlet, so that one slow answer delays the cases behind it little; one that fails
# gets a single thread. And in all, which bounds how many connections to the database there are.
EACH: Final = 3
IN_ALL: Final = 16


def send_next(actor: Actor, outlet_id: int) -> bool:
    """Send the event of an outlet that is due next. Returns whether there was one."""
    assert not transaction.get_connection().in_atomic_block, "receivers may be slow"
    taken = take_dispatches(actor=actor, outlet_id=outlet_id)
    for dispatch in taken:
        _send(Actor.system(dispatch.brand_id), dispatch)
    return bool(taken)


def _send(system: Actor, dispatch: Dispatch) -> None:
    try:
        answered = _posted(system, dispatch)
    except Exception as error:
        # A mistake of ours in one event must not stop the others; it is tried again.
        log.exception("an event was not sent", extra={"dispatch": dispatch.pk})
        answered = Answered(status=None, why=reason("our_fault", type(error).__name__))
    record_attempt(actor=system, dispatch_id=dispatch.pk, answered=answered)


def _posted(system: Actor, dispatch: Dispatch) -> Answered:
    outlet = dispatch.outlet
    with reading(system):
        body = told(dispatch, outlet, _entry(dispatch))
    at = now()
    return post(outlet.url, outlet.secrets_at(at), dispatch.name, body, at)


def _entry(dispatch: Dispatch) -> Entry | None:
    return None if dispatch.case_id is None else entry_at(dispatch.case_id, dispatch.seq)


class Senders:
    """The lanes of one process, one for each outlet. `serve` is a round of the worker."""

    def __init__(self) -> None:
        self._lanes = Lanes(_send_all, in_all=IN_ALL)

    def serve(self, actor: Actor) -> int:
        """Start threads for outlets with something due. Returns how many are at work then."""
        with reading(actor):
            outlets = outlets_with_work(actor.brands)
        # Everybody's first thread before anybody's second.
        for most in range(1, EACH + 1):
            for outlet in outlets:
                if most == 1 or outlet.failures == 0:
                    self._lanes.open((outlet.brand_id, outlet.pk), most)
        return self._lanes.at_work()


def _send_all(lane: tuple[int, int]) -> None:
    brand_id, outlet_id = lane
    while send_next(Actor.system(brand_id), outlet_id):
        pass


_senders: Final = Senders()


def send_events(actor: Actor) -> int:
    """See that every outlet with something due is served. The worker's round."""
    return _senders.serve(actor)
