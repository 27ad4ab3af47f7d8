from __future__ import annotations

from datetime import datetime

from pharos.cases.delivering import ALONG, held, move
from pharos.cases.models import DeliveredItem, Delivery
from pharos.cases.threads.queries import threads_of
from pharos.kernel.action import action
from pharos.people.actor import Actor

State = Delivery.State
# So many at once: who has not looked for months is told of the last ones first.
MOST = 50


@action
def note_receipt(
    *,
    actor: Actor,
    channel: str,
    item: str,
    state: str,
    trouble: str = "",
    code: str = "refused",
) -> bool:
    """Take in what a channel says of something we sent. Returns whether that is news.

    It only goes forward: a late `delivered` after `seen` changes nothing, nor does a name that
    nobody knows. A failure that is told later, such as a bounce, gives it up; `code` says why.
    """
    name = DeliveredItem.objects.filter(
        brand_id__in=actor.brands, channel=channel, item=item
    ).first()
    if name is None:
        return False
    delivery = held(name.delivery_id)
    wanted = State(state)
    if wanted == State.FAILED:
        if delivery.state in (State.FAILED, State.SEEN):
            return False
        delivery.code, delivery.why = code, trouble[:300]
        delivery.items = []  # whoever tries again sends the whole
    elif ALONG.get(State(delivery.state), 0) >= ALONG[wanted]:
        return False
    move(actor, delivery, wanted)
    return True


@action
def note_receipts_until(
    *, actor: Actor, channel: str, thread: str, state: str, until: datetime
) -> int:
    """Take in that everything in this chat up to an instant was delivered or seen.

    `thread` is the chat with all its conversations. Only forward, and at most 50 at once, the
    newest first. Returns how many moved.
    """
    wanted = State(state)
    behind = [each for each in ALONG if 0 < ALONG[each] < ALONG[wanted]]
    found = Delivery.objects.filter(
        brand_id__in=actor.brands,
        channel=channel,
        state__in=behind,
        queued_at__lte=until,
        conversation__in=threads_of(channel, thread, actor.brands).values("pk"),
    )
    moved = 0
    for delivery_id in list(found.order_by("-pk").values_list("pk", flat=True)[:MOST])[::-1]:
        delivery = held(delivery_id)
        if ALONG.get(State(delivery.state), len(ALONG)) < ALONG[wanted]:
            move(actor, delivery, wanted)
            moved += 1
    return moved
