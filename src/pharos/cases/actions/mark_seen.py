from __future__ import annotations

from pharos.cases.access import case_to_read
from pharos.cases.models import DeskMark
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def mark_seen(*, actor: Actor, number: str, seq: int) -> None:
    """Remember how far this person has read the case. It only goes forward. No case is locked."""
    case = case_to_read(actor, number)
    mark, _ = DeskMark.objects.get_or_create(
        case=case, staff_id=actor.id or 0, defaults={"brand_id": case.brand_id}
    )
    DeskMark.objects.filter(pk=mark.pk, seen_seq__lt=seq).update(seen_seq=seq)
