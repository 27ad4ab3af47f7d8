from __future__ import annotations

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Team


@action
def sync_teams(*, actor: Actor, brand: Brand) -> list[Team]:
    """Make the brand's teams what its profile says; return them in its order.

    Repeats safely. A team that the profile no longer names is retired: it takes nothing new,
    and keeps its people and its cases until somebody moves them.
    """
    assert brand.pk in actor.brands, "teams are made inside their brand"
    teams = []
    for position, wanted in enumerate(profile_of(brand).teams):
        team, _ = Team.objects.update_or_create(
            brand=brand,
            slug=wanted.slug,
            defaults={
                "name": wanted.name,
                "languages": list(wanted.languages),
                "position": position,
                "retired_at": None,
            },
        )
        teams.append(team)

    gone = Team.objects.filter(brand=brand, retired_at=None).exclude(
        pk__in=[team.pk for team in teams]
    )
    gone.update(retired_at=now())
    return teams
