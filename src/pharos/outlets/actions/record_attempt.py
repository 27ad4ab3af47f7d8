from __future__ import annotations

from datetime import datetime, timedelta

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.outlets.alarming import alarm
from pharos.outlets.models import Attempt, Dispatch, Outlet
from pharos.outlets.patience import GIVEN_UP, pause_after, rest_after
from pharos.outlets.posting import Answered
from pharos.people.actor import Actor

State = Dispatch.State
# So exact is what a page tells of an outlet; more would make one row the busiest of all.
TO_THE = timedelta(seconds=30)
# How an outlet is doing.
STANDING = ["failures", "failing_since", "paused_until", "why"]


@action
def record_attempt(*, actor: Actor, dispatch_id: int, answered: Answered) -> None:
    """Write down what one try came to: it was taken, is tried again later, or is given up.

    The pauses grow to an hour unless the other side names one; after three days it is given up. An
    outlet that fails again and again is paused; of the first that it gives up, supervisors are
    told. What was taken stays so, whoever was slower. The event is locked, then its outlet.
    """
    held = Dispatch.objects.select_for_update(no_key=True, of=("self",))
    dispatch = held.filter(pk=dispatch_id, brand_id__in=actor.brands).first()
    if dispatch is None:
        return
    at = now()
    Attempt.objects.create(
        brand_id=dispatch.brand_id,
        dispatch=dispatch,
        at=at,
        status=answered.status,
        why=answered.why[:200],
        milliseconds=answered.milliseconds,
    )
    # What was under way while its outlet was removed may have been taken all the same.
    if dispatch.state in (State.QUEUED, State.SENDING) or (
        dispatch.state == State.ENDED and answered.is_taken
    ):
        _move(dispatch, answered, at)
    if answered.is_taken:
        _note_success(dispatch.outlet_id, at)
    else:
        _note_failure(dispatch.outlet_id, answered, at)
    if dispatch.state == State.DEAD:
        alarm([dispatch.outlet_id])


def _move(dispatch: Dispatch, answered: Answered, at: datetime) -> None:
    dispatch.status, dispatch.why = answered.status, answered.why[:200]
    dispatch.moved_at = at
    if answered.is_taken:
        dispatch.state = State.SENT
    elif dispatch.tried_since is not None and at - dispatch.tried_since >= GIVEN_UP:
        dispatch.state = State.DEAD
    else:
        dispatch.state = State.QUEUED
        dispatch.due_at = at + (answered.after or pause_after(dispatch.tries))
    dispatch.save()


def _note_success(outlet_id: int, at: datetime) -> None:
    """Count from nought again; what waited for the outlet to come back is due now."""
    well = Outlet.objects.filter(pk=outlet_id, failures=0, sent_at__gt=at - TO_THE)
    if well.exists():
        return
    outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet_id)
    if outlet.is_paused:
        Dispatch.objects.filter(outlet=outlet, state=State.QUEUED, due_at__gt=at).update(due_at=at)
    outlet.failures, outlet.failing_since, outlet.paused_until = 0, None, None
    outlet.why, outlet.sent_at, outlet.alarmed_at = "", at, None
    outlet.save(update_fields=[*STANDING, "sent_at", "alarmed_at"])


def _note_failure(outlet_id: int, answered: Answered, at: datetime) -> None:
    outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet_id)
    outlet.failures += 1
    outlet.failing_since = outlet.failing_since or at
    outlet.why = answered.why[:200]
    rest = rest_after(outlet.failures)
    outlet.paused_until = at + rest if rest else None
    outlet.save(update_fields=STANDING)
