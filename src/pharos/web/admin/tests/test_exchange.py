"""Connecting a brand to its exchange: address, keys, alarms, and whether it answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pharos.diagnosis.tests.conftest import Connected, connected
from pharos.exchange.models import Connection
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World
from pharos.web.admin.tests.filling import address, save

__all__ = ["connected"]
URL = "https://connector.northmere.example/support"


@pytest.fixture
def page(world: World) -> str:
    return address(world, "exchange/")


def connect(ada: Client, page: str, **changes: Any) -> Any:
    return save(ada, page, **{"url": URL} | changes)


def connection_of(world: World) -> Connection:
    with brand_scope(world.brand.pk):
        return Connection.objects.get(brand=world.brand)


def audited(world: World) -> list[Any]:
    with brand_scope(world.brand.pk):
        return list(entries(world.brand.pk))


def test_a_brand_is_connected_keyed_and_switched_on(world: World, ada: Client, page: str) -> None:
    assert connect(ada, page).status_code == 302
    assert not connection_of(world).is_on

    ada.post(f"{page}key/")
    assert save(ada, page, is_on="on", canaries="vip-1\nvip-2\nvip-1").status_code == 302

    made = connection_of(world)
    assert made.is_on
    assert made.url == URL
    assert made.canaries == ["vip-1", "vip-2"]
    assert [one.action for one in audited(world)][:3] == [
        "exchange.changed",
        "exchange.key_made",
        "exchange.connected",
    ]


@pytest.mark.parametrize(
    "url", ["http://connector.northmere.example", "https://a:b@c.example", "x"]
)
def test_an_address_that_we_would_not_talk_to_is_refused_at_its_field(
    world: World, ada: Client, page: str, url: str
) -> None:
    refused = connect(ada, page, url=url)

    assert refused.status_code == 422
    assert "https://" in str(refused.context["form"].errors["url"])
    with brand_scope(world.brand.pk):
        assert not Connection.objects.filter(brand=world.brand).exists()


def test_nothing_is_switched_on_without_a_key(ada: Client, page: str) -> None:
    refused = connect(ada, page, is_on="on")

    assert refused.status_code == 422
    assert "Make a key first" in refused.text


def test_saving_the_same_again_is_no_change(world: World, ada: Client, page: str) -> None:
    connect(ada, page)
    before = len(audited(world))

    save(ada, page)

    assert len(audited(world)) == before


def test_only_the_public_half_of_our_key_is_ever_shown(
    world: World, ada: Client, page: str
) -> None:
    connect(ada, page)
    ada.post(f"{page}key/")
    made = connection_of(world)

    shown = ada.get(page).text
    told = ada.get("/admin/audit/").text
    private = made.signing_key.splitlines()[1]

    assert "-----BEGIN PUBLIC KEY-----" in shown
    assert made.key_id in shown
    assert private not in shown + told
    assert all(private not in str(one.change) for one in audited(world))


def test_a_secret_for_webhooks_is_shown_once_and_can_be_retired(
    world: World, ada: Client, page: str
) -> None:
    connect(ada, page)
    first, second = (ada.post(f"{page}webhook-keys/").text for _ in range(2))
    newest, oldest = connection_of(world).webhook_keys

    shown = ada.get(page).text
    assert oldest in first
    assert newest in second
    assert oldest not in shown + second
    assert newest not in shown
    assert all(newest not in str(one.change) for one in audited(world))

    retirement = re.findall(r'action="([^"]*/retirement/)"', shown)
    ada.post(retirement[-1])
    assert connection_of(world).webhook_keys == [newest]
    assert audited(world)[0].action == "exchange.webhook_key_retired"
    assert ada.post(retirement[-1]).status_code == 404


def test_five_secrets_are_enough(ada: Client, page: str) -> None:
    connect(ada, page)
    answers = [ada.post(f"{page}webhook-keys/") for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [409]
    assert "Retire a secret first" in answers[-1].text


def test_trying_says_what_the_exchange_offers(connected: Connected, ada: Client) -> None:
    page = address(connected.world, "exchange/")
    connected.exchange.unsupported.add("get_campaign")

    told = ada.post(f"{page}trial/").text

    assert "It answered." in told
    assert "It does not offer: " in told
    assert "a campaign" in told


def test_trying_works_before_the_connection_is_switched_on(
    connected: Connected, ada: Client
) -> None:
    page = address(connected.world, "exchange/")
    save(ada, page, is_on=None)
    assert not connection_of(connected.world).is_on

    assert "It answered." in ada.post(f"{page}trial/").text


def test_trying_says_in_plain_words_that_nobody_answers(connected: Connected, ada: Client) -> None:
    connected.exchange.faults["exchange"] = "down"

    told = ada.post(f"{address(connected.world, 'exchange/')}trial/").text

    assert "It did not answer, or not in a way that we can read." in told


def test_trying_without_a_key_says_what_is_missing(ada: Client, page: str) -> None:
    connect(ada, page)

    assert "an address or a key is missing" in ada.post(f"{page}trial/").text


def test_trying_what_is_not_there_says_so(ada: Client, page: str) -> None:
    connect(ada, page, url="http://127.0.0.1:9/nobody")
    ada.post(f"{page}key/")

    assert "It did not answer" in ada.post(f"{page}trial/").text


def test_what_the_exchange_may_be_asked_to_do_is_off_until_it_is_ticked_and_that_is_audited(
    world: World, ada: Client, page: str
) -> None:
    connect(ada, page)
    first = connection_of(world)
    connect(ada, page, job_kinds=["SELF_LOCK", "RESEND"], approved_kinds=["RESEND"])

    made, change = connection_of(world), audited(world)[0].change
    assert (first.job_kinds, first.approved_kinds) == ([], [])
    assert (made.job_kinds, made.approved_kinds) == (["SELF_LOCK", "RESEND"], ["RESEND"])
    assert change["job_kinds"] == [[], ["SELF_LOCK", "RESEND"]]
    assert connect(ada, page, job_kinds=["MOVE_MONEY"]).status_code == 422
