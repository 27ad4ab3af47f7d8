from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actions.block import BlockTerms, block_customer
from pharos.people.models import Block
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def address(world: World) -> str:
    return f"/admin/brands/{world.brand.slug}/blocks/"


@pytest.mark.parametrize(("who", "status"), [("bruno", 302), ("amara", 403), ("olena", 403)])
def test_an_address_is_blocked_by_a_supervisor(world: World, who: str, status: int) -> None:
    form = {"network": "203.0.113.0/24", "reason": "A botnet", "days": "7"}

    assert signed_in(getattr(world, who)).post(address(world), form).status_code == status

    with brand_scope(world.brand.pk):
        assert [each.network for each in Block.objects.all()] == ["203.0.113.0/24"] * (
            status == 302
        )


@pytest.mark.parametrize("network", ["everybody", "0.0.0.0/0"])
def test_what_is_no_address_comes_back_with_what_is_wrong(world: World, network: str) -> None:
    form = {"network": network, "reason": "A botnet", "days": "7"}

    answer = signed_in(world.bruno).post(address(world), form)

    assert answer.status_code == 422
    assert network in answer.text


def test_the_list_shows_who_and_until_when_and_lifts(world: World) -> None:
    terms = BlockTerms(reason="Threatens the agents", until=now() + timedelta(days=2))
    block = block_customer(actor=world.bruno.actor(), public_id=world.dana.public_id, terms=terms)
    client = signed_in(world.bruno)

    page = client.get(address(world)).text
    assert "Threatens the agents" in page
    assert "Holds" in page
    with frozen_at(now() + timedelta(days=3)):
        assert "Over" in signed_in(world.bruno).get(address(world)).text

    assert client.post(f"{address(world)}{block.pk}/lifting/").status_code == 302
    assert "Lifted" in client.get(address(world)).text


def test_another_brand_s_blocks_are_not_there(world: World) -> None:
    lead = world.staff("Lin", world.other_support, role="supervisor")

    assert signed_in(lead).get(address(world)).status_code == 404
    assert signed_in(world.bruno).get("/admin/blocks/")["Location"] == address(world)
