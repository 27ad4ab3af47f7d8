"""The worker: what follows from messages, promises past due, the day's signed root.

Any number may run. Each kind of work is safe to repeat and takes only what nobody else holds. A
database that goes away is waited for; nothing is kept in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from pharos.brands.queries import all_brand_ids
from pharos.cases.actions.breach import breach_clocks
from pharos.cases.actions.index_entries import BATCH as MOST_INDEXED
from pharos.cases.actions.index_entries import index_entries
from pharos.cases.actions.note_dangers import note_dangers
from pharos.cases.actions.snooze import wake_cases
from pharos.cases.actions.warn_of_promises import warn_of_promises
from pharos.cases.ledger.roots import sign_due_roots
from pharos.cases.uploads import check_waiting
from pharos.channels.fetching import fetch_pending
from pharos.channels.lanes import ChannelLanes
from pharos.channels.listening import ROUND_SECONDS as LISTENERS_SECONDS
from pharos.channels.listening import Listeners
from pharos.channels.mail.letters import post_letters
from pharos.channels.polling import poll_all
from pharos.channels.respooling import retry_spooled
from pharos.config.reconciling import reconcile_daily
from pharos.config.rounds import Aside, Heartbeat, Round
from pharos.config.stopping import Stopping
from pharos.diagnosis.acting.rounds import carry_out_waiting
from pharos.diagnosis.actions.raise_notice_alarms import raise_notice_alarms
from pharos.diagnosis.actions.wake_watchers import wake_watchers
from pharos.diagnosis.public_status import look_at_status
from pharos.diagnosis.rounds import diagnose_waiting
from pharos.files.sweeping import sweep_files
from pharos.incidents.rounds import follow_incidents, send_mass_replies
from pharos.insight.actions.measure_answer_times import measure_answer_times
from pharos.kernel.time import now
from pharos.letters.actions.record_letter import forget_letters
from pharos.outlets.actions.take_dispatches import (
    end_dispatches,
    forget_dispatches,
    give_up_dispatches,
)
from pharos.outlets.rounds import send_events
from pharos.people.actions.forget_spent_tokens import forget_spent_tokens
from pharos.people.actions.forget_traces import forget_traces
from pharos.people.actor import Actor
from pharos.people.jobs import send_pushes
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.follow_up import BATCH, follow_up
from pharos.reception.form_drafts import sweep_form_drafts
from pharos.reception.late_readings import read_held
from pharos.reception.late_secrets import tell_late_secrets
from pharos.reception.repeats import join_repeats
from pharos.routing.actions.leave_absent import mark_absent
from pharos.routing.rounds import keep_queues, push_all, return_all

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.2
AWAY_SECONDS = 0.3
HOUR = timedelta(hours=1).total_seconds()
# A start is busy enough.
TEN_MINUTES = timedelta(minutes=10).total_seconds()


def main() -> int:
    """Work until told to stop."""
    stopping = Stopping()
    stopping.listen()
    listeners, lanes = Listeners(), ChannelLanes()
    rounds = [
        Round(push_all, 0.0),
        Round(return_all, 2.0),
        Round(lambda actor: mark_absent(actor=actor), 5.0),
        Round(lambda actor: breach_clocks(actor=actor), 1.0),
        Round(lambda actor: wake_cases(actor=actor), 1.0),
        Round(lambda actor: forget_spent_tokens(actor=actor), HOUR),
        Round(lambda actor: wake_watchers(actor=actor), 1.0),
        Round(lambda actor: raise_notice_alarms(actor=actor), 10.0),
        Round(lambda actor: warn_of_promises(actor=actor), 5.0),
        Round(lambda actor: index_entries(actor=actor), 0.5, batch=MOST_INDEXED),
        Round(lambda actor: forget_traces(actor=actor), 60.0),
        Round(lambda actor: forget_letters(actor=actor), HOUR),
        Round(lambda actor: give_up_dispatches(actor=actor), 60.0),
        Round(lambda actor: end_dispatches(actor=actor), 60.0),
        Round(lambda actor: forget_dispatches(actor=actor), HOUR),
        Aside(lambda _: sign_due_roots(now()), 60.0),
        Aside(lambda actor: measure_answer_times(actor=actor), TEN_MINUTES),
        Aside(keep_queues, 60.0),
        Aside(carry_out_waiting, 0.2),
        Aside(diagnose_waiting, 0.2),
        Aside(follow_incidents, 15.0),
        Aside(send_mass_replies, 0.5),
        Aside(look_at_status, 30.0),
        Aside(check_waiting, 0.5),
        Aside(read_held, 5.0),
        Aside(tell_arrived_files, 0.5),
        Aside(join_repeats, 0.5),
        Aside(lambda actor: tell_late_secrets(actor=actor), 2.0),
        Aside(lambda actor: note_dangers(actor=actor), 2.0),
        Aside(lanes.deliver_waiting, 0.3),
        Aside(send_events, 0.3),
        Aside(fetch_pending, 1.0),
        Aside(post_letters, 1.0),
        Aside(send_pushes, 1.0),
        Aside(retry_spooled, 2.0),
        Aside(poll_all, 10.0),
        Aside(listeners.keep_listening, LISTENERS_SECONDS),
        Aside(sweep_files, 10.0),
        Aside(lambda actor: sweep_form_drafts(actor=actor), 60.0),
        Aside(reconcile_daily, HOUR, first_after_seconds=TEN_MINUTES),
    ]
    heart = Heartbeat(rounds)
    while not stopping.rest(_once(rounds, heart)):
        pass
    listeners.end()
    heart.leave()
    return 0


def _followed_up(brands: tuple[int, ...]) -> int:
    """Follow up for all brands at once; if that fails, for each, so that one cannot stop all."""
    try:
        return follow_up(actor=Actor.system(*brands))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(brands) <= 1:
            log.exception("following up failed for brand %s and will be tried again", brands)
            return 0
    return sum(_followed_up((brand,)) for brand in brands)


def _once(rounds: Sequence[Round], heart: Heartbeat | None = None) -> float:
    """Do what is there to do, and return how long to rest.

    A round that fails keeps no other from its turn, and is tried again after a pause.
    """
    close_old_connections()
    try:
        brands = all_brand_ids()
        actor = Actor.system(*brands)
        done = _followed_up(brands)
        went = [_went_well(work, actor) for work in rounds]
        if heart is not None:
            heart.beat_if_due()
    except (OperationalError, InterfaceError) as error:
        log.warning("the database is away: %s", str(error).splitlines()[0])
        connections.close_all()
        return AWAY_SECONDS
    except Exception:
        log.exception("the worker's turn failed and will be tried again")
        connections.close_all()
        return AWAY_SECONDS
    if not all(went):
        return AWAY_SECONDS
    more = done == BATCH or any(work.has_more for work in rounds)
    return 0.0 if more else IDLE_SECONDS


def _went_well(work: Round, actor: Actor) -> bool:
    try:
        work.run_if_due(actor)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("the round %r failed and will be tried again", work.name)
        connections.close_all()
        return False
    return True
