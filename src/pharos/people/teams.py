"""Making a brand's teams what its profile says: a step that actions share."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.kernel.time import now
from pharos.people.models import Team


def bring_teams_up_to_date(brand: Brand) -> list[Team]:
    """Make, change and retire teams; return those of the profile in its order."""
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
