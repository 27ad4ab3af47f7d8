from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.open_session import Session
from pharos.people.actions.revoke_devices import revoke_devices
from pharos.people.actor import Actor
from pharos.people.models import Device
from pharos.people.tests.exchange import Exchange, begin
from pharos.people.tokens.errors import SignInAgain
from pharos.testing.world import World

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def device() -> str:
    return secrets.token_urlsafe(32)


@pytest.fixture
def dana(world: World, exchange: Exchange, device: str) -> Session:
    return begin(world.brand, device, exchange.token())


def test_revoking_signs_out_everywhere_until_a_fresh_token(
    world: World,
    exchange: Exchange,
    device: str,
    dana: Session,
    noon: datetime,
    later: Callable[[timedelta], None],
) -> None:
    begin(world.brand, secrets.token_urlsafe(32), exchange.token())
    unused = exchange.token()

    assert revoke_devices(actor=world.amara.actor(), customer_id=dana.customer.pk) == 2

    for token in (None, unused):
        with pytest.raises(SignInAgain):
            begin(world.brand, device, token)
    later(timedelta(seconds=1))
    exchange.instant = noon + timedelta(seconds=1)
    assert begin(world.brand, device, exchange.token()).customer == dana.customer
    with pytest.raises(SignInAgain):
        begin(world.brand, secrets.token_urlsafe(32), unused)


def test_a_revoked_device_is_of_no_more_use(world: World, dana: Session) -> None:
    with brand_scope(world.brand.pk):
        assert Device.objects.get(pk=dana.claims.device_id).is_usable_at(now())

    revoke_devices(actor=dana.claims.actor(), customer_id=dana.customer.pk)

    with brand_scope(world.brand.pk):
        assert not Device.objects.get(pk=dana.claims.device_id).is_usable_at(now())


def test_a_revoked_visitor_is_not_let_in_again(world: World) -> None:
    device = secrets.token_urlsafe(32)
    visitor = begin(world.brand, device)

    revoke_devices(actor=Actor.system(world.brand.pk), customer_id=visitor.customer.pk)

    with pytest.raises(SignInAgain):
        begin(world.brand, device)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("amara", True), ("bruno", True), ("olena", False), ("chen", False), ("minjun", False)],
)
def test_who_may_sign_a_customer_out(
    world: World, dana: Session, who: str, *, allowed: bool
) -> None:
    actor = world.actor(getattr(world, who))

    if allowed:
        assert revoke_devices(actor=actor, customer_id=dana.customer.pk) == 1
    else:
        with pytest.raises(NotFound):
            revoke_devices(actor=actor, customer_id=dana.customer.pk)
