from __future__ import annotations

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.people.teams import bring_teams_up_to_date


@action
def sync_teams(*, actor: Actor, brand: Brand) -> list[Team]:
    """Make the brand's teams what its profile says; return them in its order.

    Repeats safely. A team that the profile no longer names is retired: it takes nothing new,
    and keeps its people and its cases until somebody moves them.
    """
    assert brand.pk in actor.brands, "teams are made inside their brand"
    return bring_teams_up_to_date(brand)
