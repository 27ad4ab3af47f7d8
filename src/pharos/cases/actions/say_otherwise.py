from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import all_locked, own_case_to_read
from pharos.cases.bringing import brought_by_itself, take_out
from pharos.cases.models import Case
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.people.actor import Actor


@action
def say_otherwise(*, actor: Actor, number: str) -> Case:
    """Take a case out again that the program put together with another: its customer says so.

    It goes on by itself, and the two are never put together by themselves again. What goes on by
    itself already stays as it is. Refused with `not_joined` where people put two cases together,
    and NotFound for a case of somebody else's. Both heads and cases are locked.
    """
    case = own_case_to_read(actor, number)
    if case.merged_into is None:
        return case
    held = {each.pk: each for each in all_locked([case, case.merged_into])}
    source, target = held[case.pk], held[case.merged_into.pk]
    if source.merged_into_id != target.pk:
        return source
    if not brought_by_itself(source):
        raise Conflict(
            _("A person put these two together. Please write to them why it is something else."),
            code="not_joined",
        )
    take_out(source, target, actor)
    return source
