from __future__ import annotations

import pytest

from pharos.exchange.families import readings_of
from pharos.exchange.simulator.books import families_of
from pharos.exchange.simulator.northmere import morning

GIVEN = [
    (ref, one.network, one.address)
    for ref, account in morning().accounts.items()
    for one in account.addresses
]


@pytest.mark.parametrize(("ref", "network", "address"), GIVEN)
def test_every_address_that_was_given_out_is_one_of_its_network(
    ref: str, network: str, address: str
) -> None:
    found = [
        one
        for one in readings_of(address)
        if network in one.networks or (not one.networks and network.startswith(one.family + ":"))
    ]

    assert found
    assert families_of(address) == {network.partition(":")[0]}


def test_two_customers_share_an_address_only_where_a_memo_tells_them_apart() -> None:
    world = morning()

    shared = {one.address for one in world.accounts["dana"].addresses} & {
        one.address for one in world.accounts["minjun"].addresses
    }

    assert shared
    assert all(
        one.memo
        for account in world.accounts.values()
        for one in account.addresses
        if one.address in shared
    )
    tags = [account.addresses[-1].memo for account in world.accounts.values()]
    assert len(set(tags)) == len(tags)


def test_what_only_looks_like_an_address_still_has_a_family() -> None:
    assert families_of("bc1qreceiver000000000000000000000000") == {"bip122"}
