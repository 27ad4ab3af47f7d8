from __future__ import annotations

import pytest
from django.db import IntegrityError, connections

from pharos.kernel.scope import brand_scope
from pharos.people.models import Customer
from pharos.testing.world import World

MOVE_TEAM = "UPDATE cases_case SET team_id = %s WHERE id = %s"
MOVE_CUSTOMER = "UPDATE cases_case SET customer_id = %s WHERE id = %s"


def test_a_case_stays_with_a_team_of_its_brand(world: World) -> None:
    case = world.asked()

    with connections["owner"].cursor() as cursor:
        with pytest.raises(IntegrityError):
            cursor.execute(MOVE_TEAM, [world.other_support.pk, case.pk])
        cursor.execute(MOVE_TEAM, [world.korean.pk, case.pk])
        assert cursor.rowcount == 1


def test_a_case_stays_with_a_customer_of_its_brand(world: World) -> None:
    case = world.asked()
    with brand_scope(world.elsewhere.pk):
        stranger = Customer.objects.create(brand=world.elsewhere)

    with connections["owner"].cursor() as cursor:
        with pytest.raises(IntegrityError):
            cursor.execute(MOVE_CUSTOMER, [stranger.pk, case.pk])
        cursor.execute(MOVE_CUSTOMER, [world.minjun.pk, case.pk])
        assert cursor.rowcount == 1
