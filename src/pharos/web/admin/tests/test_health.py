from __future__ import annotations

import pytest

from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("bruno", 200), ("amara", 403)])
def test_whoever_leads_sees_whether_everything_is_all_right(
    world: World, who: str, status: int
) -> None:
    response = signed_in(getattr(world, who)).get("/admin/health/")

    assert response.status_code == status
    assert ("Answers in" in response.text) is (status == 200)


def test_what_is_wrong_stands_first_with_what_to_do(world: World) -> None:
    """No worker has ever beaten in this database, and no backup was taken."""
    page = signed_in(world.ada).get("/admin/health/").text

    assert page.index("Broken") < page.index("Good")
    assert "pharos worker" in page
    assert "pharos backup" in page
