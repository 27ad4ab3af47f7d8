from __future__ import annotations

import pytest

from pharos.people.actor import Actor
from pharos.people.roles import Role

ANSWER = {Role.AGENT, Role.SPECIALIST, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PARTNER}


def staff(role: str, *brands: int) -> Actor:
    return Actor.staff(id=1, name="Amara", role=role, brands=brands)


@pytest.mark.parametrize("role", Role.values)
def test_everybody_reads_and_only_those_who_answer_reply(role: str) -> None:
    actor = staff(role, 1)

    assert actor.may_read
    assert actor.may_reply == (role in ANSWER)


def test_staff_without_a_brand_read_nothing() -> None:
    assert not staff("supervisor").may_read


@pytest.mark.parametrize(("brands", "seen"), [((1,), (1,)), ((1, 2), ()), ((), ())])
def test_a_partner_sees_one_brand_or_none(brands: tuple[int, ...], seen: tuple[int, ...]) -> None:
    assert staff("partner", *brands).brands == seen


@pytest.mark.requirement("TP-01")
@pytest.mark.parametrize("role", Role.values)
def test_only_a_partner_is_held_to_teams_and_sees_customers_masked(role: str) -> None:
    actor = Actor.staff(id=1, name="Amara", role=role, brands=(1,), teams=(7, 8))

    is_partner = role == Role.PARTNER
    assert actor.only_teams == ((7, 8) if is_partner else None)
    assert actor.sees_unmasked is not is_partner


@pytest.mark.parametrize(
    "actor",
    [
        Actor.customer(id=1, brand_id=1, name="Eve", assurance=4),
        Actor.system(1),
        Actor.bot(1, name="Assistant"),
        Actor(kind="customer", id=1, brands=(1,), role="administrator"),
    ],
)
def test_only_staff_may_do_what_staff_do(actor: Actor) -> None:
    may = (actor.may_read, actor.may_reply, actor.may_assign_others, actor.may_administer)

    assert may == (False, False, False, False)
