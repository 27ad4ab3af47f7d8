from __future__ import annotations

import secrets

import pytest

from pharos.cases.access import conversation_to_read
from pharos.cases.actions.merge_people import Proof, join_visitor, merge_people, undo_merge
from pharos.cases.actions.prove import raise_assurance
from pharos.cases.models import Case
from pharos.cases.queries import conversations_of_customer
from pharos.kernel.audit import entries
from pharos.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from pharos.kernel.scope import brand_scope, reading
from pharos.people.actor import Actor
from pharos.people.models import Customer, Device, Handle, PersonMerge
from pharos.people.persons.queries import ONE_SITTING, customers_of_person, joinable_visitor
from pharos.people.roles import Role
from pharos.people.tests.exchange import begin, connected
from pharos.testing.world import World

CHECKED = Proof(kind=PersonMerge.Proof.IDENTITY, words="Passport and a live call.")


def joined(world: World, kept: Customer, other: Customer) -> PersonMerge:
    return merge_people(
        actor=world.bruno.actor(), kept=kept.public_id, joined=other.public_id, proof=CHECKED
    )


def person(world: World, customer: Customer) -> set[int]:
    with brand_scope(world.brand.pk):
        return {each.pk for each in customers_of_person(Customer.objects.get(pk=customer.pk))}


def told(world: World, case: Case) -> list[dict[str, object]]:
    return [entry.payload for entry in world.entries(case) if entry.kind == "person"]


def threads(world: World, actor: Actor) -> set[str]:
    with reading(actor):
        return {each.external_id for each in conversations_of_customer(actor, channel="widget")}


def test_two_who_are_one_are_told_in_every_case_of_both(world: World) -> None:
    hers, anonymous = world.asked(world.dana), world.asked(world.eve, reason="ACC.LOCKED")

    merge = joined(world, world.dana, world.eve)

    assert person(world, world.eve) == {world.dana.pk, world.eve.pk}
    for case in (hers, anonymous):
        (payload,) = told(world, case)
        assert payload["joined"] == str(world.eve.public_id)
        assert payload["merge"] == merge.pk
    with brand_scope(world.brand.pk):
        assert entries(world.brand.pk).first().action == "people.joined"  # type: ignore[union-attr]


def test_once_joined_a_signed_in_customer_has_both_and_an_anonymous_browser_its_own(
    world: World,
) -> None:
    hers, anonymous = world.asked(world.dana), world.asked(world.eve)
    own, other = (world.conversation(case).external_id for case in (hers, anonymous))

    joined(world, world.dana, world.eve)

    assert threads(world, world.actor(world.dana)) == {own, other}
    assert threads(world, world.actor(world.eve)) == {other}
    with reading(world.actor(world.eve)), pytest.raises(NotFound):
        conversation_to_read(world.actor(world.eve), own, channel="widget")


@pytest.mark.requirement("TK-06")
def test_undoing_gives_back_handles_cases_and_conversations(world: World) -> None:
    hers, anonymous = world.asked(world.dana), world.asked(world.eve)
    before = {
        who.pk: (person(world, who), threads(world, world.actor(who)))
        for who in (world.dana, world.eve)
    }
    with brand_scope(world.brand.pk):
        handles = list(Handle.objects.order_by("pk").values_list("pk", "customer_id", "value"))
    merge = joined(world, world.dana, world.eve)

    undo_merge(actor=world.bruno.actor(), merge_id=merge.pk, why="It was her brother.")

    for who in (world.dana, world.eve):
        assert (person(world, who), threads(world, world.actor(who))) == before[who.pk]
    with brand_scope(world.brand.pk):
        after = list(Handle.objects.order_by("pk").values_list("pk", "customer_id", "value"))
        assert after == handles
    assert [[p["undone"] for p in told(world, case)] for case in (hers, anonymous)] == [
        [False, True],
        [False, True],
    ]


def test_merging_and_undoing_again_change_nothing(world: World) -> None:
    case = world.asked(world.eve)
    first = joined(world, world.dana, world.eve)

    assert joined(world, world.dana, world.eve) == first
    for _ in range(2):
        undo_merge(actor=world.bruno.actor(), merge_id=first.pk, why="A mistake.")

    assert len(told(world, case)) == 2


def test_merges_can_be_undone_in_any_order(world: World) -> None:
    first = joined(world, world.minjun, world.eve)
    second = joined(world, world.dana, world.minjun)
    assert person(world, world.eve) == {world.dana.pk, world.minjun.pk, world.eve.pk}

    undo_merge(actor=world.bruno.actor(), merge_id=first.pk, why="Not hers.")
    assert person(world, world.eve) == {world.eve.pk}
    assert person(world, world.minjun) == {world.dana.pk, world.minjun.pk}

    joined(world, world.minjun, world.eve)
    undo_merge(actor=world.bruno.actor(), merge_id=second.pk, why="Not hers either.")
    assert person(world, world.dana) >= {world.dana.pk}
    assert world.minjun.pk not in person(world, world.dana)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.SPECIALIST, True),
        (Role.SUPERVISOR, True),
        (Role.AGENT, False),
        (Role.QUALITY, False),
    ],
)
def test_only_who_may_check_an_identity_joins_people(
    world: World, role: Role, *, allowed: bool
) -> None:
    actor = world.staff("Somebody", world.support, role=role).actor()

    def attempt() -> None:
        merge_people(
            actor=actor, kept=world.dana.public_id, joined=world.eve.public_id, proof=CHECKED
        )

    if allowed:
        attempt()
    else:
        with pytest.raises(Forbidden):
            attempt()
    assert (world.eve.pk in person(world, world.dana)) is allowed


@pytest.mark.parametrize(
    ("proof", "refusal"),
    [
        (Proof(kind=PersonMerge.Proof.CODE, words=" "), Invalid),
        (Proof(kind=PersonMerge.Proof.SAME_BROWSER, words="She says so."), Invalid),
        (Proof(kind=PersonMerge.Proof.CODE, words="The code sent to the account."), None),
    ],
)
def test_joining_states_a_proof(
    world: World, proof: Proof, refusal: type[DomainError] | None
) -> None:
    def attempt() -> PersonMerge:
        return merge_people(
            actor=world.bruno.actor(),
            kept=world.dana.public_id,
            joined=world.eve.public_id,
            proof=proof,
        )

    if refusal is None:
        assert attempt().proof == proof.kind
    else:
        with pytest.raises(refusal):
            attempt()


def test_somebody_of_another_brand_finds_neither(world: World) -> None:
    lead = world.staff("Lin", world.other_support, role=Role.SUPERVISOR).actor()

    with pytest.raises(NotFound):
        merge_people(
            actor=lead, kept=world.dana.public_id, joined=world.eve.public_id, proof=CHECKED
        )


class Browser:
    """One browser that writes as a visitor and then signs in."""

    def __init__(self, world: World) -> None:
        self.secret = secrets.token_urlsafe(32)
        self.visitor = begin(world.brand, self.secret).customer
        world.eve = self.visitor  # whom the world takes to be anonymous
        self.case = world.asked(self.visitor)
        exchange = connected(world.brand)
        exchange.instant = world.now()
        self.session = begin(world.brand, self.secret, exchange.token())
        self.actor = self.session.claims.actor()
        self.device = self.session.claims.device_id


def test_what_a_browser_said_is_joined_once_its_customer_signed_in_and_says_so(
    world: World,
) -> None:
    browser = Browser(world)
    thread = world.conversation(browser.case).external_id
    assert thread not in threads(world, browser.actor)

    join_visitor(actor=browser.actor, device_id=browser.device)
    raise_assurance(actor=browser.actor, proved_by="customer token")

    assert thread in threads(world, browser.actor)
    assert told(world, browser.case)[0]["proof"] == "same_browser"
    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=browser.case.pk).assurance == 2
    assert join_visitor(actor=browser.actor, device_id=browser.device) is None


def test_a_browser_that_has_not_signed_in_is_not_raised_by_a_colleague_s_finding(
    world: World,
) -> None:
    case = world.asked(world.eve)
    joined(world, world.dana, world.eve)

    raise_assurance(actor=world.actor(world.dana), proved_by="customer token")

    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=case.pk).assurance == 0


def test_a_browser_that_was_somebody_s_yesterday_offers_nothing(world: World) -> None:
    """A shared computer: who wrote there before may be anybody."""
    browser = Browser(world)
    with brand_scope(world.brand.pk):
        assert joinable_visitor(browser.actor, browser.device) == browser.visitor
        old = world.now() - ONE_SITTING
        Handle.objects.filter(customer=browser.visitor).update(proved_at=old)
        assert joinable_visitor(browser.actor, browser.device) is None

    assert join_visitor(actor=browser.actor, device_id=browser.device) is None


def test_another_device_of_the_account_takes_nothing_over(world: World) -> None:
    browser = Browser(world)
    with brand_scope(world.brand.pk):
        elsewhere = Device.objects.create(
            brand=world.brand,
            customer=browser.session.customer,
            device_hash="0" * 64,
            assurance=2,
            expires_at=world.now() + ONE_SITTING,
        )

    assert join_visitor(actor=browser.actor, device_id=elsewhere.pk) is None
