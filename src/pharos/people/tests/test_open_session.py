from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from pharos.brands.models import TokenKey
from pharos.kernel.errors import DomainError, Invalid
from pharos.kernel.scope import brand_scope
from pharos.people.actions.forget_spent_tokens import forget_spent_tokens
from pharos.people.actor import Actor
from pharos.people.models import Customer, Device, Handle, SpentToken
from pharos.people.tests.exchange import Exchange, begin, connected
from pharos.people.tokens.errors import (
    SignInAgain,
    TokenExpired,
    TokenInvalid,
    TokenSpent,
    TokenWrongBrand,
)
from pharos.people.tokens.session import read_session_token
from pharos.testing.world import World

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def device() -> str:
    return secrets.token_urlsafe(32)


@pytest.fixture
def other_device() -> str:
    return secrets.token_urlsafe(32)


@pytest.mark.requirement("ID-01")
def test_a_visitor_without_a_token_is_anonymous_and_known_again(
    world: World, device: str, other_device: str
) -> None:
    first = begin(world.brand, device, language="ko", timezone="Asia/Seoul")
    again = begin(world.brand, device)
    other = begin(world.brand, other_device)

    assert first.claims.assurance == 0
    assert first.customer == again.customer != other.customer
    assert (first.customer.language, first.customer.timezone) == ("ko", "Asia/Seoul")


def test_the_device_secret_itself_is_kept_nowhere(world: World, device: str) -> None:
    session = begin(world.brand, device)

    with brand_scope(world.brand.pk):
        kept = [*Device.objects.values_list(), *Handle.objects.values_list()]
    assert device not in repr(kept)
    assert device not in session.token


@pytest.mark.requirement("ID-01")
def test_a_token_proves_the_account_on_every_device(
    world: World, exchange: Exchange, device: str, other_device: str
) -> None:
    here = begin(world.brand, device, exchange.token())
    there = begin(world.brand, other_device, exchange.token())

    assert here.customer == there.customer
    assert here.customer.name == "Dana"
    assert (here.claims.assurance, there.claims.assurance) == (2, 2)


def test_the_session_token_says_who_it_is(world: World, exchange: Exchange, device: str) -> None:
    session = begin(world.brand, device, exchange.token(), surface="app", timezone="Asia/Seoul")

    claims = read_session_token(session.token)
    assert (claims.brand_id, claims.customer_id) == (world.brand.pk, session.customer.pk)
    assert (claims.name, claims.surface, claims.timezone) == ("Dana", "app", "Asia/Seoul")
    assert session.expires_in == 600


def test_odd_habits_of_a_browser_keep_nobody_out(world: World, device: str) -> None:
    claims = begin(world.brand, device, language="<", timezone="Mars", surface="toaster").claims

    assert (claims.language, claims.timezone, claims.surface) == ("", "", "web")


@pytest.mark.parametrize("secret", ["", "guess", "x" * 44])
def test_a_device_that_brings_no_secret_is_refused(world: World, device: str, secret: str) -> None:
    begin(world.brand, device)

    with pytest.raises(Invalid):
        begin(world.brand, secret)


def test_a_stolen_token_is_refused_on_the_thief_s_device(
    world: World, exchange: Exchange, device: str, other_device: str
) -> None:
    token = exchange.token()
    dana = begin(world.brand, device, token)

    with pytest.raises(TokenSpent):
        begin(world.brand, other_device, token)

    assert begin(world.brand, device, token).customer == dana.customer


def test_a_refused_token_leaves_nothing_behind(
    world: World, exchange: Exchange, other_device: str
) -> None:
    stranger = Exchange(brand=world.brand.slug)

    with pytest.raises(TokenInvalid):
        begin(world.brand, other_device, stranger.token(jti="forged"))

    with brand_scope(world.brand.pk):
        assert not SpentToken.objects.filter(jti="forged").exists()
        assert not Handle.objects.filter(value="account-dana").exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"iat": 1, "exp": 61}, TokenExpired),
        ({"aud": "eastvale"}, TokenWrongBrand),
        ({"jti": None}, TokenInvalid),
    ],
)
def test_a_token_that_does_not_hold_opens_nothing(
    world: World,
    exchange: Exchange,
    device: str,
    changes: dict[str, Any],
    refusal: type[DomainError],
) -> None:
    begin(world.brand, device, exchange.token())

    with pytest.raises(refusal):
        begin(world.brand, device, exchange.token(**changes))


def test_a_token_replayed_at_another_brand_is_refused(
    world: World, exchange: Exchange, device: str
) -> None:
    token = exchange.token()
    begin(world.brand, device, token)
    connected(world.elsewhere)
    same_key = Exchange(brand=world.elsewhere.slug, key_id="shared", private=exchange.private)
    with brand_scope(world.elsewhere.pk):
        TokenKey.objects.create(
            brand=world.elsewhere,
            key_id=exchange.key_id + "-same",
            algorithm="EdDSA",
            secret_or_public=same_key.public_pem,
        )

    for replayed in (token, exchange.token(kid=exchange.key_id + "-same")):
        with pytest.raises(TokenWrongBrand):
            begin(world.elsewhere, device, replayed)


def test_a_key_that_was_retired_signs_nothing(
    world: World, exchange: Exchange, device: str
) -> None:
    begin(world.brand, device, exchange.token())
    with brand_scope(world.brand.pk):
        TokenKey.objects.filter(brand=world.brand).update(active=False)

    with pytest.raises(TokenInvalid):
        begin(world.brand, device, exchange.token())


@pytest.mark.requirement("ID-02")
def test_a_step_up_raises_the_level_for_a_while(
    world: World, exchange: Exchange, device: str, later: Callable[[timedelta], None]
) -> None:
    begin(world.brand, device, exchange.token())
    raised = begin(world.brand, device, exchange.token(al=3))
    ordinary = begin(world.brand, device, exchange.token())
    later(timedelta(minutes=25))
    ending = begin(world.brand, device)
    later(timedelta(minutes=30))
    after = begin(world.brand, device)

    assert [s.claims.assurance for s in (raised, ordinary, ending, after)] == [3, 3, 3, 2]
    assert ending.expires_in == 300


def test_an_anonymous_visitor_who_signs_in_is_another_customer(
    world: World, exchange: Exchange, device: str
) -> None:
    visitor = begin(world.brand, device)
    dana = begin(world.brand, device, exchange.token())

    assert visitor.customer != dana.customer
    assert begin(world.brand, device).customer == dana.customer


def test_a_sign_in_lasts_twelve_hours_without_a_new_token(
    world: World, exchange: Exchange, device: str, later: Callable[[timedelta], None]
) -> None:
    dana = begin(world.brand, device, exchange.token())
    later(timedelta(hours=11, minutes=59))
    renewed = begin(world.brand, device)
    later(timedelta(hours=12))

    assert (renewed.customer, renewed.claims.assurance) == (dana.customer, 2)
    assert renewed.expires_in == 60
    with pytest.raises(SignInAgain):
        begin(world.brand, device)


def test_a_fresh_token_opens_again_after_the_twelve_hours(
    world: World,
    exchange: Exchange,
    device: str,
    noon: datetime,
    later: Callable[[timedelta], None],
) -> None:
    dana = begin(world.brand, device, exchange.token())
    later(timedelta(hours=13))
    exchange.instant = noon + timedelta(hours=13)

    assert begin(world.brand, device, exchange.token()).customer == dana.customer
    assert begin(world.brand, device).customer == dana.customer


def test_who_signs_in_last_at_a_shared_browser_has_it(
    world: World, exchange: Exchange, device: str
) -> None:
    dana = begin(world.brand, device, exchange.token())
    eve = begin(world.brand, device, exchange.token(sub="account-eve", name="Eve"))

    assert eve.customer != dana.customer
    assert begin(world.brand, device).customer == eve.customer
    with brand_scope(world.brand.pk):
        assert Device.objects.get(pk=dana.claims.device_id).revoked_at is not None


def test_one_device_is_another_customer_at_another_brand(world: World, device: str) -> None:
    here = begin(world.brand, device)
    there = begin(world.elsewhere, device)

    assert here.customer != there.customer
    assert there.customer.brand == world.elsewhere


@pytest.mark.parametrize("signed_in", [False, True])
def test_many_tabs_that_open_at_once_are_one_customer(
    world: World, exchange: Exchange, device: str, *, signed_in: bool
) -> None:
    token = exchange.token() if signed_in else None

    def tab(_: int) -> int:
        try:
            return begin(world.brand, device, token).customer.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as tabs:
        customers = set(tabs.map(tab, range(16)))

    with brand_scope(world.brand.pk):
        kind = "account" if signed_in else "visitor"
        made = Customer.objects.filter(handles__kind=kind, devices__isnull=False).distinct()
        assert customers == {customer.pk for customer in made}
    assert len(customers) == 1


def test_one_token_on_many_devices_at_once_opens_one(world: World, exchange: Exchange) -> None:
    token = exchange.token()

    def race(_: int) -> bool:
        try:
            begin(world.brand, secrets.token_urlsafe(32), token)
        except TokenSpent:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as devices:
        assert sum(devices.map(race, range(8))) == 1


def test_spent_tokens_are_forgotten_once_they_have_expired(
    world: World, exchange: Exchange, device: str, later: Callable[[timedelta], None]
) -> None:
    begin(world.brand, device, exchange.token())
    actor = Actor.system(world.brand.pk)

    assert forget_spent_tokens(actor=actor) == 0
    later(timedelta(minutes=6))
    assert forget_spent_tokens(actor=actor) == 1
