from __future__ import annotations

import pytest
from django.test import Client

from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


@pytest.mark.parametrize(
    ("who", "status"), [("ada", 200), ("bruno", 403), ("amara", 403), ("olena", 403), ("chen", 403)]
)
def test_brands_are_for_administrators(world: World, who: str, status: int) -> None:
    response = signed_in(getattr(world, who)).get("/admin/brands/")

    assert response.status_code == status
    assert (world.brand.name in response.text) is (status == 200)


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    response = Client().get("/admin/brands/")

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_the_settings_of_another_brand_are_not_there(world: World) -> None:
    client = signed_in(world.ada)

    assert client.get(f"/admin/brands/{world.brand.slug}/tags/").status_code == 200
    assert client.get(f"/admin/brands/{world.elsewhere.slug}/tags/").status_code == 404


@pytest.mark.parametrize(("who", "seen"), [("ada", True), ("bruno", True), ("amara", False)])
def test_the_desk_leads_to_the_settings(world: World, who: str, *, seen: bool) -> None:
    client = signed_in(getattr(world, who))

    assert ('href="/admin/"' in client.get("/desk/").text) is seen
    assert client.get("/admin/", follow=True).status_code == (200 if seen else 403)
