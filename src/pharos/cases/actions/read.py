from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from pharos.cases.access import conversation_to_read
from pharos.cases.models import Conversation
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def mark_read(*, actor: Actor, external_id: str, channel: str, position: int) -> None:
    """Remember how far the customer has read. It only goes forward."""
    conversation = conversation_to_read(actor, external_id, channel=channel)
    Conversation.objects.filter(pk=conversation.pk).update(
        read_position=Greatest(F("read_position"), Least(Value(position), Value(2**31 - 1)))
    )
