from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.outlets.alarming import alarm
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.patience import GIVEN_UP
from pharos.people.actor import Actor

State = Dispatch.State
# Longer than one try takes with all its timeouts: then whoever took it is taken to be gone.
LEASE = timedelta(seconds=60)
UNDER_WAY = (State.QUEUED, State.SENDING)
FINISHED = timedelta(days=30)


@action
def take_dispatches(*, actor: Actor, outlet_id: int, limit: int = 1) -> list[Dispatch]:
    """Take what is due for an outlet and nobody else holds, for a minute; then it is due again.

    Of each case only the oldest is taken, so that events of a case arrive in their order. Of an
    outlet that is paused one is taken when the pause is over, by one worker, to see whether it
    answers again. The outlet is locked.
    """
    at = now()
    mine = Outlet.objects.select_for_update(no_key=True).select_related("brand")
    outlet = mine.filter(pk=outlet_id, brand_id__in=actor.brands, is_on=True).first()
    if outlet is None or (outlet.paused_until is not None and outlet.paused_until > at):
        return []
    earlier = Dispatch.objects.filter(
        outlet=OuterRef("outlet"),
        case=OuterRef("case"),
        pk__lt=OuterRef("pk"),
        state__in=UNDER_WAY,
    )
    due = (
        Dispatch.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("case__customer")
        .filter(outlet=outlet, state__in=UNDER_WAY, due_at__lte=at)
        .exclude(Exists(earlier))
        .order_by("due_at", "pk")
    )
    taken = list(due[: 1 if outlet.is_paused else limit])
    for dispatch in taken:
        dispatch.outlet = outlet
        dispatch.state = State.SENDING
        dispatch.tries += 1
        dispatch.tried_since = dispatch.tried_since or at
        dispatch.due_at = at + LEASE
        dispatch.moved_at = at
    Dispatch.objects.bulk_update(taken, ["state", "tries", "tried_since", "due_at", "moved_at"])
    if taken and outlet.is_paused:
        outlet.paused_until = at + LEASE
        outlet.save(update_fields=["paused_until"])
    return taken


@action
def give_up_dispatches(*, actor: Actor) -> int:
    """Give up what nobody has taken for three days, and tell supervisors. Returns how many.

    That is what was tried first three days ago, and what has waited so long for an outlet that has
    taken nothing since. What waited only because we did not work is still tried, and what somebody
    sends again is tried at least once.
    """
    long_ago = now() - GIVEN_UP
    overdue = Q(tried_since__lte=long_ago) | Q(
        queued_at__lte=long_ago, outlet__failing_since__lte=long_ago
    )
    late = Dispatch.objects.filter(overdue, brand_id__in=actor.brands, state=State.QUEUED)
    late = late.exclude(tries=0, moved_at__gt=long_ago)
    held = late.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "outlet_id")
    found = dict(held[:1000])
    given_up = Dispatch.objects.filter(pk__in=found).update(state=State.DEAD, moved_at=now())
    alarm(set(found.values()))
    return given_up


@action
def end_dispatches(*, actor: Actor) -> int:
    """End what still waits for an outlet that was removed. Returns how many."""
    gone = Outlet.objects.filter(brand_id__in=actor.brands, removed_at__isnull=False)
    left = Dispatch.objects.filter(outlet__in=gone, state__in=UNDER_WAY)
    held = left.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    ended = {"state": State.ENDED, "moved_at": now()}
    return Dispatch.objects.filter(pk__in=list(held[:1000])).update(**ended)


@action
def forget_dispatches(*, actor: Actor) -> int:
    """Forget what was taken 30 days ago, and all that went to what was removed then.

    With its tries. Returns how many rows went.
    """
    long_ago = now() - FINISHED
    mine = Dispatch.objects.filter(brand_id__in=actor.brands)
    done = mine.filter(state=State.SENT, moved_at__lt=long_ago)
    gone = mine.filter(outlet__in=Outlet.objects.filter(removed_at__lt=long_ago))
    picked = [*done.values_list("pk", flat=True)[:5000], *gone.values_list("pk", flat=True)[:5000]]
    return Dispatch.objects.filter(pk__in=picked).delete()[0]
