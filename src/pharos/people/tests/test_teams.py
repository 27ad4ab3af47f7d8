from __future__ import annotations

import pytest

from pharos.kernel.scope import brand_scope
from pharos.people.actions.sync_teams import sync_teams
from pharos.people.actor import Actor
from pharos.people.models import Membership, Team
from pharos.people.queries import team_for
from pharos.testing.world import World

TEAMS = [
    {"slug": "support", "name": "Support", "languages": ["en"]},
    {"slug": "iberia", "name": "Iberia", "languages": ["es", "pt"]},
    {"slug": "hans", "name": "Chinese", "languages": ["zh-Hans"]},
    {"slug": "hant", "name": "Taiwan", "languages": ["zh-Hant", "zh-Hant-TW"]},
]


def synced(world: World, *slugs: str) -> list[Team]:
    teams = [team for team in TEAMS if not slugs or team["slug"] in slugs]
    world.brand.profile = {**world.brand.profile, "teams": teams}
    return sync_teams(actor=Actor.system(world.brand.pk), brand=world.brand)


@pytest.mark.parametrize(
    ("language", "slug"),
    [
        ("en", "support"),
        ("en-GB", "support"),
        ("ES", "iberia"),
        ("pt-BR", "iberia"),
        ("zh-Hans", "hans"),
        ("zh-CN", "hans"),
        ("zh-Hant", "hant"),
        ("zh-Hant-HK", "hant"),
        ("vi", "support"),
        ("", "support"),
    ],
)
def test_the_team_that_speaks_the_language_takes_the_case(
    world: World, language: str, slug: str
) -> None:
    synced(world)

    with brand_scope(world.brand.pk):
        team = team_for(brand_id=world.brand.pk, language=language)

    assert team is not None
    assert team.slug == slug


def test_a_brand_without_teams_has_no_team_for_anybody(world: World) -> None:
    with brand_scope(world.brand.pk):
        Team.objects.update(retired_at=world.now())
        assert team_for(brand_id=world.brand.pk, language="en") is None


def test_teams_follow_the_profile_and_keep_their_people(world: World) -> None:
    before = synced(world)
    again = synced(world)
    fewer = synced(world, "hans")

    assert [team.pk for team in before] == [team.pk for team in again]
    assert [team.slug for team in fewer] == ["hans"]
    with brand_scope(world.brand.pk):
        retired = Team.objects.get(slug="support")
        assert retired.retired_at is not None
        assert Membership.objects.filter(team=retired, staff=world.amara).exists()
    assert synced(world)[0].retired_at is None
