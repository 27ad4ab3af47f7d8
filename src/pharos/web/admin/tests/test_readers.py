"""Who reads the blockchains: added, tried against a real server, removed, and in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from pharos.exchange.chains.tests.serving import Served, Server, served
from pharos.exchange.models import Connection
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World
from pharos.web.admin.tests.filling import address, save

BITCOIN = "bip122:000000000019d6689c085ae165831e93"
GENESIS = b"000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
NEWEST = "0" * 19 + "a" * 45
URL = "https://node.northmere.example/secret-of-the-path"


@pytest.fixture
def page(world: World, ada: Client) -> str:
    save(ada, address(world, "exchange/"), url="https://connector.northmere.example")
    return address(world, "exchange/readers/")


@pytest.fixture
def explorer() -> Iterator[Server]:
    with served() as server:
        server.paths["/block-height/0"] = Served(GENESIS)
        server.paths["/blocks/tip/hash"] = Served(NEWEST.encode())
        server.paths[f"/block/{NEWEST}"] = {"height": 900_002, "timestamp": 1_790_001_000}
        yield server


def add(ada: Client, page: str, **changes: str) -> Any:
    reader = {"name": "one", "kind": "bitcoin", "url": URL, "network": BITCOIN} | changes
    return ada.post(page, reader)


def nodes_of(world: World) -> list[dict[str, str]]:
    with brand_scope(world.brand.pk):
        return list(Connection.objects.get(brand=world.brand).nodes)


def test_a_reader_is_added_shown_without_its_secret_and_removed(
    world: World, ada: Client, page: str
) -> None:
    assert add(ada, page).status_code == 302
    assert [(one["name"], one["url"]) for one in nodes_of(world)] == [("one", URL)]
    shown = ada.get(page).text
    assert "node.northmere.example" in shown
    assert "secret-of-the-path" not in shown

    assert ada.post(f"{page}one/removal/").status_code == 302
    assert nodes_of(world) == []
    assert ada.post(f"{page}one/removal/").status_code == 404
    with brand_scope(world.brand.pk):
        told = list(entries(world.brand.pk))[:2]
    assert [one.action for one in told] == ["exchange.reader_removed", "exchange.reader_added"]
    assert "secret-of-the-path" not in str([one.change for one in told])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": "No Spaces"}),
        ("name", {"name": "taken"}),
        ("kind", {"kind": "oracle"}),
        ("url", {"url": "http://node.northmere.example"}),
        ("network", {"network": "eip155:1"}),
        ("symbol", {"kind": "evm", "network": "eip155:987654"}),
    ],
)
def test_a_reader_that_could_not_read_is_refused_at_its_field(
    world: World, ada: Client, page: str, field: str, changes: dict[str, str]
) -> None:
    add(ada, page, name="taken")

    refused = add(ada, page, **changes)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert len(nodes_of(world)) == 1


def test_the_coin_of_a_network_that_is_not_well_known_is_said(
    world: World, ada: Client, page: str
) -> None:
    more = {"kind": "evm", "network": "eip155:987654", "symbol": "MERE"}
    assert add(ada, page, **more).status_code == 302
    assert nodes_of(world)[0]["symbol"] == "MERE"


def test_a_reader_is_tried_and_says_its_newest_block(
    ada: Client, page: str, explorer: Server
) -> None:
    add(ada, page, url=explorer.url)

    answer = ada.post(f"{page}one/trial/")

    assert answer.status_code == 200
    assert "one reads Bitcoin. Its newest block is 900002." in answer.text


def test_a_reader_of_another_chain_is_found_out(ada: Client, page: str, explorer: Server) -> None:
    explorer.paths["/block-height/0"] = Served(b"1" * 64)
    add(ada, page, url=explorer.url)

    answer = ada.post(f"{page}one/trial/")

    assert "newest block" not in answer.text
    assert "did not answer, or not in a way that we can read" in answer.text
