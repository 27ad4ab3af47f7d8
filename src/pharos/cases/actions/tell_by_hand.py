from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.delivering import move
from pharos.cases.models import Delivery
from pharos.cases.queries import BY_HAND
from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.people.actor import Actor

State = Delivery.State
NOT_REACHED = "not_reached"


@action
def tell_by_hand(*, actor: Actor, number: str, seq: int, is_told: bool) -> None:
    """Write down that somebody told the customer what no machine could, or did not reach them.

    Whoever was not reached can be told later; told once is told. Refused to all who do not answer;
    not found is what is no answer of a conversation by hand. The case is locked.
    """
    case = case_to_change(actor, number)
    found = Delivery.objects.select_for_update(no_key=True, of=("self",)).filter(
        case_id=case.pk, seq=seq, conversation__channel=BY_HAND
    )
    delivery = found.first()
    if delivery is None:
        raise NotFound(_("There is no such answer."))
    state = State.SENT if is_told else State.FAILED
    if delivery.state in (State.SENT, state):
        return
    delivery.case = case
    delivery.channel = BY_HAND
    delivery.code = "" if is_told else NOT_REACHED
    move(actor, delivery, state)
