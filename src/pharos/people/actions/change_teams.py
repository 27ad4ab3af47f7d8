from __future__ import annotations

from typing import Any

from pharos.brands.access import brand_to_change
from pharos.brands.changing import Seen, change_fields
from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.people.teams import bring_teams_up_to_date


@action
def change_teams(
    *, actor: Actor, slug: str, teams: list[dict[str, Any]], seen: Seen, what: str
) -> list[Team]:
    """Make these the brand's teams, in this order, in its profile and as rows.

    Refused as in `change_profile`. A team that is not among them is retired: it takes nothing
    new, and keeps its people and its cases until somebody moves them. The brand is locked.
    """
    brand = brand_to_change(actor, slug)
    change_fields(actor, brand, {"teams": teams}, seen=seen, what=what)
    return bring_teams_up_to_date(brand)
