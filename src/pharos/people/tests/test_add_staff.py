from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.kernel.errors import DomainError, Forbidden
from pharos.kernel.time import now
from pharos.people.actions.add_staff import Newcomer, add_staff
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.testing.world import World


def newcomer(world: World, **changes: object) -> Newcomer:
    fields: dict[str, object] = {
        "email": f"New-{world.mark}@northmere.test",
        "name": "New",
        "role": "agent",
        "password": "eleven green lamps",
        "team": "support",
    }
    return Newcomer(**(fields | changes))  # type: ignore[arg-type]


def add(world: World, **changes: object) -> tuple[Staff, bool]:
    actor = Actor.system(world.brand.pk)
    return add_staff(actor=actor, brand_id=world.brand.pk, newcomer=newcomer(world, **changes))


def test_a_newcomer_has_an_account_and_a_team(world: World) -> None:
    staff, is_new = add(world)

    assert is_new
    assert staff.email == f"new-{world.mark}@northmere.test"
    assert staff.check_password("eleven green lamps")
    assert staff.actor().brands == (world.brand.pk,)


def test_adding_again_changes_no_password_and_no_role(world: World) -> None:
    first, _ = add(world)

    again, is_new = add(world, password="another long one", role="administrator", team="korean")

    assert (again, is_new) == (first, False)
    assert again.check_password("eleven green lamps")
    assert again.role == "agent"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "short"}, "account_invalid"),
        ({"password": "password1234"}, "account_invalid"),
        ({"email": "no address"}, "account_invalid"),
        ({"role": "owner"}, "role_unknown"),
        ({"role": "partner"}, "partner_needs_end"),
        ({"team": "elsewhere"}, "not_found"),
    ],
)
def test_what_is_not_good_enough_makes_no_account(
    world: World, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        add(world, **changes)

    assert refusal.value.code == code
    assert not Staff.objects.filter(email__icontains=f"new-{world.mark}").exists()


def test_a_partner_comes_with_a_last_day(world: World) -> None:
    partner, _ = add(world, role="partner", until=now() + timedelta(days=30))

    assert partner.actor().brands == (world.brand.pk,)


@pytest.mark.parametrize("who", ["amara", "bruno", "olena"])
def test_only_an_administrator_adds_staff(world: World, who: str) -> None:
    admin = world.staff("Admin", world.support, role="administrator")
    for actor, number in ((admin.actor(), 1), (getattr(world, who).actor(), 2)):
        person = newcomer(world, email=f"{number}-{world.mark}@northmere.test")
        if number == 1:
            add_staff(actor=actor, brand_id=world.brand.pk, newcomer=person)
        else:
            with pytest.raises(Forbidden):
                add_staff(actor=actor, brand_id=world.brand.pk, newcomer=person)
