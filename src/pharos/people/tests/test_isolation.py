from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.models import Model, QuerySet

from pharos.kernel.scope import brand_scope
from pharos.people.models import (
    ContactAddress,
    Customer,
    Device,
    Handle,
    MailCode,
    MailProof,
    Membership,
    SpentToken,
    Team,
)
from pharos.testing.world import World


@pytest.mark.parametrize(
    "model",
    [
        ContactAddress,
        Customer,
        Device,
        Handle,
        MailCode,
        MailProof,
        Membership,
        SpentToken,
        Team,
    ],
)
def test_a_brand_sees_nothing_of_another(world: World, model: type[Model]) -> None:
    with brand_scope(world.brand.pk):
        rows = rows_of(world, model)
        here = set(model._default_manager.values_list("pk", flat=True))
    with brand_scope(world.elsewhere.pk):
        there = set(model._default_manager.values_list("pk", flat=True))

    assert rows <= here
    assert not rows & there
    assert not model._default_manager.exists()


def rows_of(world: World, model: type[Model]) -> set[int]:
    if model is Device:
        return {Device.objects.create(brand=world.brand, customer=world.dana, device_hash="d").pk}
    if model is SpentToken:
        spent = SpentToken(
            brand=world.brand, jti=world.mark, device_hash="d", expires_at=world.now()
        )
        spent.save()
        return {spent.pk}
    if model is ContactAddress:
        return {
            ContactAddress.objects.create(
                brand=world.brand, customer=world.dana, address="dana@example.org"
            ).pk
        }
    if model is MailCode:
        return {MailCode.objects.create(brand=world.brand, digest="d", covered_to="d").pk}
    if model is MailProof:
        proof = MailProof(
            brand=world.brand,
            address="dana@example.org",
            code_digest="d",
            link_digest=world.mark,
            expires_at=world.now(),
        )
        proof.save()
        return {proof.pk}
    known: dict[type[Model], QuerySet[Any, Any]] = {
        Customer: Customer.objects.filter(pk=world.dana.pk),
        Handle: Handle.objects.filter(customer=world.dana),
        Membership: Membership.objects.filter(staff=world.amara),
        Team: Team.objects.filter(pk=world.support.pk),
    }
    rows = set(known[model].values_list("pk", flat=True))
    assert rows
    return rows


def test_nobody_is_put_into_a_team_that_cannot_be_seen(world: World) -> None:
    with brand_scope(world.elsewhere.pk):
        Membership.objects.create(staff=world.amara, team=world.other_support)

    with pytest.raises(Error, match="row-level security"), brand_scope(world.brand.pk):
        Membership.objects.create(staff=world.bruno, team=world.other_support)


def test_a_device_cannot_be_another_brand_s_customer(world: World) -> None:
    with brand_scope(world.brand.pk):
        Device.objects.create(brand=world.brand, customer=world.dana, device_hash="a")

    with pytest.raises(Error, match="device_same_brand"), brand_scope(world.elsewhere.pk):
        Device.objects.create(brand=world.elsewhere, customer=world.dana, device_hash="a")


def test_a_handle_cannot_be_another_brand_s_customer(world: World) -> None:
    with pytest.raises(Error, match="handle_same_brand"), brand_scope(world.elsewhere.pk):
        Handle.objects.create(
            brand=world.elsewhere, customer=world.dana, kind="account", value=world.mark
        )


def test_the_question_before_any_brand_tells_only_whose_brands(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT brands, teams FROM pharos_staff_places(%s, now())", [world.chen.pk])
        assert cursor.fetchone() == ([world.elsewhere.pk], [world.other_support.pk])
    assert not Team.objects.exists()
