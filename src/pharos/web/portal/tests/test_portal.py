from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pharos.brands.models import Brand, TokenKey
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.queries import verification_keys
from pharos.people.tokens.customer import read_customer_token
from pharos.testing.world import World
from pharos.web.portal import exchange


@pytest.fixture
def demo(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """The test's own brand plays the demo exchange, with a key that it shares with us."""
    settings.DEMO = True
    monkeypatch.setattr(exchange, "SLUG", world.brand.slug)
    with brand_scope(world.brand.pk):
        TokenKey.objects.create(
            brand=world.brand, key_id="demo", algorithm="HS256", secret_or_public="s" * 40
        )
    return world.brand


@pytest.mark.parametrize(("is_demo", "status"), [(True, 200), (False, 404)])
@pytest.mark.parametrize("address", ["/northmere/", "/northmere/token/?as=dana"])
def test_demo_exchange_is_there_in_demo_mode_only(
    demo: Brand, settings: Any, address: str, *, is_demo: bool, status: int
) -> None:
    settings.DEMO = is_demo

    assert Client().get(address).status_code == status


def test_exchange_vouches_for_its_customer_as_we_check_it(demo: Brand) -> None:
    token = Client().get("/northmere/token/?as=dana").json()["token"]

    with brand_scope(demo.pk):
        claims = read_customer_token(
            token, brand=demo.slug, keys=verification_keys(demo.pk), now=now()
        )
    assert (claims.subject, claims.name, claims.assurance) == ("dana", "Dana", 2)


def test_exchange_vouches_for_nobody_it_does_not_know(demo: Brand) -> None:
    for stranger in ("visitor", "eve", ""):
        assert Client().get(f"/northmere/token/?as={stranger}").status_code == 404


def test_page_of_a_signed_in_customer_names_where_its_token_comes_from(demo: Brand) -> None:
    dana = Client().get("/northmere/?as=dana").text
    visitor = Client().get("/northmere/?as=eve").text

    assert 'data-token-url="/northmere/token/?as=dana"' in dana
    assert "data-token-url" not in visitor


def test_talk_has_a_page_for_brands_that_exist(world: World) -> None:
    response = Client().get(f"/{world.brand.slug}/talk/")

    assert f'data-brand="{world.brand.slug}"' in response.text
    assert 'data-open="page"' in response.text
    assert Client().get("/nobody/talk/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Support that can be proved"),
        ("ko", "증명할 수 있는 고객 지원"),
        ("zh-CN", "可以证明的客户支持"),
        ("es-MX", "Un soporte que se puede demostrar"),
    ],
)
def test_front_page_speaks_the_browsers_language(world: World, language: str, words: str) -> None:
    response = Client().get("/", headers={"Accept-Language": language})

    assert words in response.text


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/sign-in/"])
def test_every_page_carries_the_policy(world: World, address: str) -> None:
    response = Client().get(address)

    assert response["Content-Security-Policy"].startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
