from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from pharos.cases.delivering import held, move, told_state
from pharos.cases.ledger.append import append
from pharos.cases.models import DeliveredItem, Delivery
from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor

State = Delivery.State
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
# After so long without success it is given up and shown to a person.
GIVEN_UP = timedelta(hours=72)
# The words themselves stayed with us: only where to go on in private was said.
LED = "led"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why something did not arrive: a stable code, the channel's words, and when to try again.

    `sent` names the parts of it that did, on this `channel`.
    """

    code: str
    why: str = ""
    is_permanent: bool = False
    after: timedelta | None = None
    sent: Sequence[str] = ()
    channel: str = ""


@action
def record_sent(
    *, actor: Actor, delivery_id: int, channel: str, items: Sequence[str], is_led: bool = False
) -> None:
    """Write down that the channel has taken it, and by which names its receipts will call it.

    `is_led`: in its place it was only said where to go on (`LED`). Repeats safely: what has been
    sent stays so.
    """
    delivery = held(delivery_id)
    if delivery.state not in (State.QUEUED, State.SENDING):
        return
    delivery.channel = channel
    delivery.items = list(items)
    delivery.code, delivery.why = LED if is_led else "", ""
    DeliveredItem.objects.bulk_create(
        [
            DeliveredItem(brand_id=delivery.brand_id, delivery=delivery, channel=channel, item=item)
            for item in dict.fromkeys(items)
        ],
        ignore_conflicts=True,
    )
    move(actor, delivery, State.SENT)


@action
def record_trouble(*, actor: Actor, delivery_id: int, trouble: Trouble) -> None:
    """Write down that it did not arrive: it is tried again later, or given up and shown.

    Each pause is twice as long as the one before, up to an hour, unless the channel names its own.
    Parts that did arrive are remembered, so that the next try goes on behind them.
    After 72 hours, or where trying again is useless, it is given up: its owner is told,
    or the supervisors if nobody has the case.
    """
    delivery = held(delivery_id)
    if delivery.state not in (State.QUEUED, State.SENDING):
        return
    at = now()
    delivery.code, delivery.why = trouble.code[:60], trouble.why[:300]
    if trouble.sent:
        delivery.items, delivery.channel = list(trouble.sent), trouble.channel
    if trouble.is_permanent or at - delivery.queued_at >= GIVEN_UP:
        move(actor, delivery, State.FAILED)
        return
    pause = min(FIRST_PAUSE * 2 ** min(delivery.tries, 12), LONGEST_PAUSE)
    delivery.state = State.QUEUED
    delivery.due_at = at + (trouble.after or pause)
    delivery.moved_at = at
    delivery.save(update_fields=["state", "due_at", "code", "why", "moved_at", "items", "channel"])


@action
def record_rest(*, actor: Actor, delivery_id: int, state: str, code: str = "") -> None:
    """Write down that nothing needs to be sent: they have it already, or nowhere else to go."""
    delivery = held(delivery_id)
    if delivery.state in (State.QUEUED, State.SENDING):
        delivery.code = code[:60]
        move(actor, delivery, State(state))


@action
def deliver_again(*, actor: Actor, delivery_id: int) -> None:
    """Try once more what was given up, without the parts that arrived. Repeats safely.

    Refused: staff who neither answer nor administer, and with NotFound what is not theirs.
    """
    if actor.is_staff and not (actor.may_reply or actor.may_administer):
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    if not Delivery.objects.filter(pk=delivery_id, brand_id__in=actor.brands).exists():
        raise NotFound(_("There is no such answer."))
    delivery = held(delivery_id)
    if delivery.state == State.FAILED:
        at = now()
        delivery.state, delivery.queued_at, delivery.due_at = State.QUEUED, at, at
        delivery.tries = 0
        delivery.moved_at = at
        delivery.save()
        append(told_state(actor, delivery.case, delivery))
