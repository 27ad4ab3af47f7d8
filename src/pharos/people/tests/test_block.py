from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.kernel.audit import entries
from pharos.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actions.block import BlockTerms, block_customer, block_network, lift_block
from pharos.people.models import Block
from pharos.people.networks import client_address, is_within, sender
from pharos.people.persons.queries import blocked_networks, is_blocked
from pharos.people.roles import Role
from pharos.testing.world import World


def terms(reason: str = "Writes the same line a hundred times.", days: float = 7) -> BlockTerms:
    return BlockTerms(reason=reason, until=now() + timedelta(days=days))


def blocked(world: World) -> bool:
    with brand_scope(world.brand.pk):
        return is_blocked(world.eve)


def test_a_block_holds_until_its_end_and_is_told_in_the_audit(world: World) -> None:
    block = block_customer(
        actor=world.bruno.actor(), public_id=world.eve.public_id, terms=terms(days=7)
    )

    assert blocked(world)
    with frozen_at(block.until):
        assert not blocked(world)
    with brand_scope(world.brand.pk):
        entry = entries(world.brand.pk)[0]
    assert (entry.action, entry.actor_id) == ("block.set", world.bruno.pk)
    assert entry.change["reason"][1] == "Writes the same line a hundred times."


def test_a_block_can_be_lifted_and_lifting_again_does_nothing(world: World) -> None:
    block = block_customer(actor=world.bruno.actor(), public_id=world.eve.public_id, terms=terms())

    for _ in range(2):
        lift_block(actor=world.bruno.actor(), block_id=block.pk)

    assert not blocked(world)
    with brand_scope(world.brand.pk):
        assert [entry.action for entry in entries(world.brand.pk)] == ["block.lifted", "block.set"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.SUPERVISOR, True), (Role.ADMINISTRATOR, True), (Role.AGENT, False)],
)
def test_only_a_supervisor_blocks_and_lifts(world: World, role: Role, *, allowed: bool) -> None:
    actor = world.staff("Somebody", world.support, role=role).actor()
    block = block_network(
        actor=world.bruno.actor(),
        brand_id=world.brand.pk,
        network="203.0.113.9",
        terms=terms(),
    )

    def attempt() -> None:
        block_customer(actor=actor, public_id=world.eve.public_id, terms=terms())

    if allowed:
        attempt()
        lift_block(actor=actor, block_id=block.pk)
        return
    with pytest.raises(Forbidden):
        attempt()
    with pytest.raises(Forbidden):
        lift_block(actor=actor, block_id=block.pk)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (terms(), None),
        (terms(reason=" "), Invalid),
        (terms(days=-1), Invalid),
        (terms(days=400), Invalid),
    ],
)
def test_a_block_says_why_and_until_when(
    world: World, given: BlockTerms, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        block_customer(actor=world.bruno.actor(), public_id=world.eve.public_id, terms=given)
    else:
        with pytest.raises(refusal):
            block_customer(actor=world.bruno.actor(), public_id=world.eve.public_id, terms=given)
    assert blocked(world) is (refusal is None)


def test_a_supervisor_of_another_brand_finds_nobody_to_block(world: World) -> None:
    lead = world.staff("Lin", world.other_support, role=Role.SUPERVISOR).actor()

    with pytest.raises(NotFound):
        block_customer(actor=lead, public_id=world.eve.public_id, terms=terms())
    with pytest.raises(NotFound):
        block_network(actor=lead, brand_id=world.brand.pk, network="203.0.113.0/24", terms=terms())


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("203.0.113.0/24", "203.0.113.77", "203.0.114.1"),
        ("203.0.113.5", "203.0.113.5", "203.0.113.6"),
        ("2001:db8:1::/48", "2001:db8:1:2::7", "2001:db8:2::1"),
        ("2001:db8:1:2::7", "2001:db8:1:2::8", "2001:db8:1:3::7"),
    ],
)
def test_a_range_of_addresses_is_blocked(
    world: World, network: str, inside: str, outside: str
) -> None:
    block_network(
        actor=world.bruno.actor(), brand_id=world.brand.pk, network=network, terms=terms()
    )

    with brand_scope(world.brand.pk):
        ranges = blocked_networks(world.brand.pk)
        assert Block.objects.get().network == ranges[0]
    assert is_within(sender(inside), ranges)
    assert not is_within(sender(outside), ranges)


@pytest.mark.parametrize("network", ["", "everybody", "0.0.0.0/0", "10.0.0.0/8", "::/0"])
def test_no_country_is_blocked(world: World, network: str) -> None:
    with pytest.raises(Invalid):
        block_network(
            actor=world.bruno.actor(), brand_id=world.brand.pk, network=network, terms=terms()
        )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "192.0.2.1, 198.51.100.1", "198.51.100.1"),
        (2, "192.0.2.1, 198.51.100.1", "192.0.2.1"),
        (2, "198.51.100.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_client_s_address_is_what_our_own_proxy_saw(
    proxies: int, forwarded: str, expected: str
) -> None:
    assert client_address("127.0.0.1", forwarded, proxies=proxies) == expected


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nonsense", ""),
    ],
)
def test_one_sender_is_an_address_or_a_64(address: str, who: str) -> None:
    assert sender(address) == who
