"""A brand's rule on second factors."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from pharos.brands.models import Brand
from pharos.testing.world import World


def asks(world: World, whom: str) -> None:
    profile = {**world.brand.profile, "security": {"second_factor": whom}}
    Brand.objects.filter(pk=world.brand.pk).update(profile=profile)


@pytest.mark.parametrize(
    ("whom", "amara", "ada"),
    [("optional", 200, 200), ("administrators", 200, 302), ("required", 302, 302)],
)
def test_whoever_needs_a_second_factor_adds_one_before_the_desk(
    world: World, whom: str, amara: int, ada: int
) -> None:
    asks(world, whom)

    for staff, status in ((world.amara, amara), (world.ada, ada)):
        browser = Client()
        browser.force_login(staff)
        answer = browser.get("/desk/")
        assert answer.status_code == status
        if status == 302:
            assert answer.headers["Location"] == "/account/"
            assert "asks for a second factor" in browser.get("/account/").content.decode()
            Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
            assert browser.get("/desk/").status_code == 200


def test_a_part_of_a_page_is_not_given_either(world: World) -> None:
    asks(world, "required")
    browser = Client()
    browser.force_login(world.amara)

    answer = browser.get("/desk/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, "/account/")
