"""How an answer moves along its way, inside the transaction of whoever hears of it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Delivery
from pharos.cases.notifying import notify
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.queries import supervisors_of

State = Delivery.State
# How far each state is along the way. It only goes forward.
ALONG = {State.QUEUED: 0, State.SENDING: 0, State.SENT: 1, State.DELIVERED: 2, State.SEEN: 3}


def held(delivery_id: int) -> Delivery:
    """Return the delivery, locked after its case: the head comes before everything."""
    case = locked(Delivery.objects.select_related("case").get(pk=delivery_id).case)
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    delivery.case = case
    return delivery


def move(actor: Actor, delivery: Delivery, state: State) -> None:
    """Move it and say so in the ledger; of what is given up, somebody is told."""
    delivery.state = state
    delivery.moved_at = now()
    delivery.save()
    written = append(told_state(actor, delivery.case, delivery))[0]
    if state == State.FAILED:
        _tell_somebody(actor, delivery.case, written)


def told_state(actor: Actor, case: Case, delivery: Delivery) -> NewEntry:
    """Return the entry that says where the delivery is now. It names no words."""
    payload: dict[str, object] = {"of": delivery.seq, "state": delivery.state}
    if delivery.channel:
        payload["channel"] = delivery.channel
    if delivery.code:
        payload["code"] = delivery.code
    return entry_of(case, actor, "delivery", payload=payload)


def _tell_somebody(actor: Actor, case: Case, written: Written) -> None:
    """Tell the owner; a case that nobody has is its supervisors' to look at."""
    nobody = case.assignee_id is None
    concerned = supervisors_of(case.brand_id) if nobody else [case.assignee_id or 0]
    notify(case, "undelivered", to=concerned, of=written, by=actor)
