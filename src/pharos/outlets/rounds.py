"""The worker's part: events go out to the brands' systems, each outlet beside the others.

A few threads serve each outlet that has something due, so one that is slow or dead delays nobody
else. Nothing is kept in memory: whoever is killed leaves events whose lease runs out.
"""

from __future__ import annotations

import logging
from collections import Counter
from threading import Lock, Thread
from typing import Final

from django.db import InterfaceError, OperationalError, connections, transaction

from pharos.cases.models import Entry
from pharos.cases.queries import entry_at
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.outlets.actions.record_attempt import record_attempt
from pharos.outlets.actions.take_dispatches import take_dispatches
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.posting import Answered, post
from pharos.outlets.queries import outlets_with_work
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
        answered = Answered(status=None, why=f"our own mistake ({type(error).__name__})")
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
    """The threads of one process that serve outlets. `serve` is a round of the worker."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at_work: Counter[int] = Counter()

    def serve(self, actor: Actor) -> int:
        """Start threads for outlets with something due. Returns how many are at work then."""
        with reading(actor):
            outlets = outlets_with_work(actor.brands)
        # Everybody's first thread before anybody's second.
        for most in range(1, EACH + 1):
            for outlet in outlets:
                if most == 1 or outlet.failures == 0:
                    self._start(outlet, most)
        return self._at_work.total()

    def _start(self, outlet: Outlet, most: int) -> None:
        with self._lock:
            if self._at_work[outlet.pk] >= most or self._at_work.total() >= IN_ALL:
                return
            self._at_work[outlet.pk] += 1
        system = Actor.system(outlet.brand_id)
        name = f"outlet-{outlet.pk}"
        Thread(target=self._work, args=(system, outlet.pk), name=name, daemon=True).start()

    def _work(self, system: Actor, outlet_id: int) -> None:
        try:
            while send_next(system, outlet_id):
                pass
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away: %s", str(error).splitlines()[0])
        except Exception:
            log.exception("sending to outlet %s failed and will be tried again", outlet_id)
        finally:
            connections.close_all()
            with self._lock:
                self._at_work[outlet_id] -= 1
                self._at_work += Counter()


_senders: Final = Senders()


def send_events(actor: Actor) -> int:
    """See that every outlet with something due is served. The worker's round."""
    return _senders.serve(actor)
