from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from pharos.brands.models import Brand
from pharos.config.commands import brand as command
from pharos.kernel.scope import brand_scope
from pharos.people.models import Team
from pharos.testing.world import World

EASTVALE = Path(__file__).resolve().parents[2] / "testing/profiles/eastvale.yaml"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """A profile file of a brand of this test's own."""
    path = tmp_path / "brand.yaml"
    path.write_text(EASTVALE.read_text().replace("eastvale\n", f"file-{world.mark}\n"))
    return path


def test_the_command_loads_brand_and_teams(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(argparse.Namespace(file=file)) == 0

    assert "loaded: support." in capsys.readouterr().out
    brand = Brand.objects.get(slug=f"file-{world.mark}")
    with brand_scope(brand.pk):
        assert [team.slug for team in Team.objects.filter(brand=brand)] == ["support"]


def test_the_command_says_what_is_wrong(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("slug: a\n")

    assert command.run(argparse.Namespace(file=file)) == 1

    said = capsys.readouterr().err
    assert f"{file}: name is missing" in said
    assert said.endswith("[profile_invalid]\n")
