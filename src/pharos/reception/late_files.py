"""Files that a message named and that could be had only afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from pharos.cases.access import locked
from pharos.cases.arriving import bind
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.models import Conversation
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.models import Received
from pharos.reception.received import item_of


@action
def bind_late(
    *, actor: Actor, conversation_id: int, seq: int, item: str, ids: Sequence[str]
) -> bool:
    """Say of files that they came with a message, and remember their item, so that it is once.

    Returns whether it is news; what was kept for nothing is swept away. The case is locked.
    """
    conversation = Conversation.objects.select_related("case").get(
        pk=conversation_id, brand_id__in=actor.brands
    )
    case = locked(conversation.case)
    if item_of(case.brand_id, conversation.channel, item) is not None:
        return False
    bind(case, conversation, seq, ids)
    Received.objects.create(
        brand_id=case.brand_id,
        channel=conversation.channel,
        item=item,
        case=case,
        conversation=conversation,
        seq=seq,
        received_at=now(),
    )
    return True


@action
def tell_unfetched(*, actor: Actor, conversation_id: int, item: str, name: str, why: str) -> None:
    """Write down that a file cannot be had, so that staff ask for it otherwise. Once an item."""
    conversation = Conversation.objects.select_related("case").get(
        pk=conversation_id, brand_id__in=actor.brands
    )
    case = locked(conversation.case)
    append(
        NewEntry(
            brand_id=case.brand_id,
            case_id=case.pk,
            conversation_id=conversation.pk,
            kind="files",
            author=actor,
            visibility="staff",
            payload={"unfetched": [{"name": name, "why": why}]},
            client_token=f"unfetched:{item}"[:100],
        )
    )
