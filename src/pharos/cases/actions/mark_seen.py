from __future__ import annotations

from django.db.models import Max

from pharos.cases.access import case_to_read
from pharos.cases.models import Case, Conversation, DeskMark, Entry, Notification
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor


@action
def mark_seen(*, actor: Actor, number: str, seq: int) -> None:
    """Remember how far this person has read the case; what it notified of is read with it.

    It only goes forward. No case is locked.

    Its customer is told, if it is somebody who may answer them and nobody else has the case.
    """
    case = case_to_read(actor, number)
    mark, _ = DeskMark.objects.get_or_create(
        case=case, staff_id=actor.id or 0, defaults={"brand_id": case.brand_id}
    )
    went_on = DeskMark.objects.filter(pk=mark.pk, seen_seq__lt=seq).update(seen_seq=seq)
    Notification.objects.filter(staff=actor.id or 0, case=case, read_at=None, seq__lte=seq).update(
        read_at=now()
    )
    if went_on and actor.may_reply and case.assignee_id in (None, actor.id):
        _tell_customer(actor, case, seq)


def _tell_customer(actor: Actor, case: Case, seq: int) -> None:
    at = now()
    written = Entry.objects.filter(
        case_id=case.pk, seq__lte=seq, author_kind="customer", position__isnull=False
    )
    furthest = written.values("conversation_id").annotate(last=Max("position"))
    for found, position in furthest.values_list("conversation_id", "last"):
        conversation_id = found or 0
        thread = Conversation.objects.filter(pk=conversation_id, answerer_position__lt=position)
        if thread.update(answerer_position=position, answerer_at=at):
            give(
                Sign(
                    brand_id=case.brand_id,
                    what="seen",
                    number=case.number,
                    conversation_id=conversation_id,
                    by="staff",
                    who=actor.id or 0,
                    data={"position": position, "at": at.isoformat()},
                )
            )
