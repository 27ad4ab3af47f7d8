from __future__ import annotations

from pathlib import Path

import pytest

from pharos.brands.actions.load_brand import load_brand
from pharos.brands.errors import ProfileInvalid
from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.kernel.errors import NotFound
from pharos.testing.world import World

EASTVALE = Path(__file__).resolve().parents[2] / "testing/profiles/eastvale.yaml"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """A profile file of a brand of this test's own."""
    path = tmp_path / "brand.yaml"
    path.write_text(EASTVALE.read_text().replace("eastvale\n", f"file-{world.mark}\n"))
    return path


def test_a_brand_is_made_once_and_then_brought_up_to_date(world: World, file: Path) -> None:
    brand, is_new = load_brand(file)
    file.write_text(file.read_text().replace("name: Eastvale", "name: Eastvale Two"))

    again, is_new_again = load_brand(file)

    assert (is_new, is_new_again) == (True, False)
    assert again.pk == brand.pk
    assert brand_by_slug(brand.slug).name == "Eastvale Two"
    assert profile_of(again).name == "Eastvale Two"


def test_a_wrong_file_changes_nothing(world: World, file: Path) -> None:
    brand, _ = load_brand(file)
    file.write_text(file.read_text().replace("timezone: Asia/Seoul", "timezone: Seoul"))

    with pytest.raises(ProfileInvalid):
        load_brand(file)

    assert Brand.objects.get(pk=brand.pk).profile["timezone"] == "Asia/Seoul"


def test_a_brand_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        brand_by_slug(f"none-{world.mark}")


def test_a_brand_is_read_once_in_a_while(world: World) -> None:
    first = brand_by_slug(world.brand.slug)

    assert brand_by_slug(world.brand.slug) is first
    assert profile_of(first) is profile_of(first)
