from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_steer
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import (
    assigned,
    move_case,
    noted,
    refuse_settled,
    to_queue,
)
from pharos.cases.models import Case
from pharos.cases.promising import promise
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.queries import teams_of


@action
def transfer_case(*, actor: Actor, number: str, team: int, why: str) -> Case:
    """Hand the case to another team of its brand: it is theirs, nobody's in particular, and queued.

    The reason is a note for whoever takes it up. What was promised to the customer runs on, and
    the receiving team's own clock (`handover`) starts. A case that this team has and nobody owns
    stays as it is. Refused with `not_yours` for a colleague's case, supervisors excepted, with
    `no_such_team`, with `already_there`, without a reason, and once it is settled.
    """
    case = case_to_steer(actor, number)
    there = next((each for each in teams_of(case.brand_id) if each.pk == team), None)
    if there is None:
        raise Invalid(_("Choose a team of this brand."), code="no_such_team")
    if case.team_id == team:
        if case.assignee_id is None:
            return case
        raise Conflict(
            _("This team has the case already. Release it for them to take."),
            code="already_there",
        )
    refuse_settled(case)
    reason = noted(case, actor, why)

    moved = move_case(case, actor, *to_queue(case))
    case.team, case.assignee_id = there, None
    case.moved_at = reason.at
    case.save()
    promise(case, "handover", at=now())

    append(assigned(case, actor, to=there.name), reason, *moved)
    return case
