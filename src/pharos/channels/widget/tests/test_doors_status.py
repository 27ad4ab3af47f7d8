"""What the first screen and the pages for everybody say of the exchange: only what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from pharos.channels.widget.home import home_of
from pharos.diagnosis.models import PublicStatus
from pharos.diagnosis.public_status import look_at_status
from pharos.diagnosis.tests.conftest import Connected, connected
from pharos.exchange.objects import Incident
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.testing.world import World

__all__ = ["connected"]


def asked(here: Connected) -> int:
    here.exchange.now = now()
    return look_at_status(Actor.system(here.brand.pk))


def pause(here: Connected, asset: str, **gates: Any) -> None:
    rows = here.exchange.networks
    here.exchange.networks = [replace(row, **gates) if row.asset == asset else row for row in rows]


def told(here: Connected, language: str = "en") -> Any:
    return home_of(here.brand, language)["status"]


def page(here: Connected, query: str = "") -> str:
    text = Client().get(f"/{here.brand.slug}/status/{query}").text
    return " ".join(text.split())


def test_everything_is_open_as_of_when_it_was_asked(connected: Connected) -> None:
    asked(connected)

    status = told(connected)

    assert (status["state"], status["text"], status["lines"]) == ("open", "Everything is open.", [])
    assert status["as_of"]
    assert "Everything is open." in page(connected)


@pytest.mark.requirement("SS-25")
def test_each_network_says_how_to_deposit_and_withdraw_with_its_own_figures(
    connected: Connected,
) -> None:
    rows = [row for row in connected.exchange.networks if row.asset == "XRP"]
    assert [(row.memo, row.deposit) for row in rows] == [("REQUIRED", "OPEN")]
    figures = {"min_deposit": Decimal("12.5"), "fee": Decimal("0.25"), "confirmations_credit": 7}
    pause(connected, "XRP", **figures)
    asked(connected)

    shown = page(connected, "?asset=XRP")
    assert "choose XRP on XRP Ledger." in shown
    assert "Copy the address and the memo or tag." in shown
    assert "Send at least 12.5 XRP." in shown
    assert "It is credited after 7 confirmations." in shown
    assert "The fee is 0.25 XRP, whatever the amount." in shown
    assert "Send nothing before" not in shown

    pause(connected, "XRP", deposit="PAUSED")
    asked(connected)
    shown = page(connected, "?asset=XRP")
    assert "Deposits are not open just now. Send nothing before they are." in shown
    assert "Withdrawals are not open just now." not in shown


def test_what_is_paused_is_said_with_its_instants_and_in_the_readers_language(
    connected: Connected,
) -> None:
    since, until = now() - timedelta(hours=5), now() + timedelta(hours=1)
    pause(connected, "XRP", withdraw="PAUSED", since=since, expected_until=until)
    asked(connected)

    (line,) = told(connected)["lines"]

    assert line["text"] == "Withdrawals of XRP are paused since {time}."
    assert line["after"] == "Expected to open again by {time}."
    assert line["at"] == since.isoformat().replace("+00:00", "Z")
    shown = page(connected)
    assert "Withdrawals of XRP are paused since <local-time" in shown
    assert since.isoformat() in shown
    assert until.isoformat() in shown
    korean = (
        Client().get(f"/{connected.brand.slug}/status/", headers={"accept-language": "ko"}).text
    )
    assert until.isoformat() in korean
    assert "paused since" not in korean
    assert "paused since" not in told(connected, "ko")["lines"][0]["text"]


def test_one_network_of_several_is_named_and_all_of_them_are_one_line(
    connected: Connected,
) -> None:
    rows = [row for row in connected.exchange.networks if row.asset == "USDT"]
    assert len(rows) > 1
    one = rows[0].network
    connected.exchange.networks = [
        replace(row, deposit="PAUSED") if (row.asset, row.network) == ("USDT", one) else row
        for row in connected.exchange.networks
    ]
    asked(connected)
    named = told(connected)["lines"]
    pause(connected, "USDT", deposit="PAUSED", withdraw="PAUSED")
    with frozen_at(now() + timedelta(seconds=30)):
        asked(connected)
        everywhere = told(connected)["lines"]

    assert [line["text"].startswith("Deposits of USDT (") for line in named] == [True]
    assert [line["text"] for line in everywhere] == ["Deposits and withdrawals of USDT are paused."]


def test_an_incident_comes_first_until_it_is_over(connected: Connected) -> None:
    pause(connected, "XRP", withdraw="PAUSED")
    end = now() + timedelta(minutes=2)
    known = Incident(id="i1", title="Slow log-ins", kind="LOGIN", started_at=now(), ended_at=end)
    connected.exchange.incidents = [known]
    asked(connected)

    before = [line["text"] for line in told(connected)["lines"]]
    with frozen_at(end):
        after = [line["text"] for line in told(connected)["lines"]]

    assert before == [
        "Known problem since {time}: Slow log-ins.",
        "Withdrawals of XRP are paused.",
    ]
    assert after == before[1:]


def test_what_is_not_known_is_said_as_that(connected: Connected) -> None:
    never = told(connected)
    asked(connected)
    known = told(connected)
    connected.exchange.faults = {"exchange.network_status": "down"}
    with frozen_at(now() + timedelta(minutes=30)):
        assert asked(connected) == 0
        old = told(connected)

    unknown = "We cannot see right now what is open and what is not."
    assert (never["state"], never["text"], never["as_of"]) == ("unknown", unknown, None)
    assert known["state"] == "open"
    assert (old["state"], old["as_of"]) == ("unknown", known["as_of"])


def test_half_a_list_without_trouble_is_not_all_open(connected: Connected) -> None:
    asked(connected)
    with brand_scope(connected.brand.pk):
        PublicStatus.objects.update(is_whole=False)

    assert told(connected)["state"] == "unknown"


def test_a_brand_without_an_exchange_says_nothing_of_it(world: World) -> None:
    assert home_of(world.brand, "en")["status"] is None
    assert "There is nothing to tell" in Client().get(f"/{world.brand.slug}/status/").text


@pytest.mark.parametrize(
    ("query", "is_there"), [("?asset=XRP", True), ("?asset=BTC", False), ("?asset=NOPE", False)]
)
def test_a_network_says_what_it_takes_to_use_it(
    connected: Connected, query: str, *, is_there: bool
) -> None:
    asked(connected)
    shown = page(connected, query)

    assert ("begins with r" in shown) is is_there
    assert ("Needed: without it nobody knows that it is yours" in shown) is is_there
    assert ("This asset is not offered here." in shown) is (query == "?asset=NOPE")


def test_the_talk_without_script_begins_with_it(connected: Connected) -> None:
    pause(connected, "XRP", withdraw="PAUSED")
    asked(connected)

    shown = Client().get(f"/{connected.brand.slug}/talk/").text

    inside = shown.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Withdrawals of XRP are paused." in inside
    assert f"/{connected.brand.slug}/status/" in inside
