from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pharos.exchange.chains.tests.hostile import HOSTILE
from pharos.exchange.chains.tests.serving import Served, Server, served
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.public.objects import Listed
from pharos.exchange.public.sites import Pages, Site, pages_of, sites_in
from pharos.exchange.public.through_ccxt import CcxtPages

FILE = Path(__file__).parents[5] / "profiles/public/exchanges.yaml"
SITES = sites_in(FILE)
# The first of the file tells everything through ccxt; one tells it on its own pages only.
FIRST = SITES[0]
OWN = next(site for site in SITES if site.status == "rest")
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as one:
        yield one


def pages(site: Site, server: Server) -> Pages:
    return pages_of(site, now=lambda: NOW, base=server.url)


# --- an exchange's own pages

CLOSING = {"currency": "BTC", "net_type": "BTC", "deposit_status": 1, "withdrawal_status": 0}
STATUS = {
    "status": "0000",
    "data": [
        CLOSING,
        {"currency": "ETH", "net_type": "ETH", "deposit_status": "1", "withdrawal_status": "1"},
        {"currency": "ETH", "net_type": "ARB", "deposit_status": 0, "withdrawal_status": 1},
    ],
}
LEAST = {"status": "0000", "data": [{"currency": "ETH", "net_type": "ARB", "minimum": "0.015"}]}


def own(server: Server, status: Any = STATUS, least: Any = LEAST) -> tuple[Listed, ...]:
    assert OWN.rest is not None
    server.paths = {OWN.rest.page: status, OWN.rest.minimum_page: least}
    return pages(OWN, server).listed().data


def test_what_is_open_on_which_network_is_read_from_the_exchanges_own_pages(
    server: Server,
) -> None:
    told = {(one.asset, one.network): one for one in own(server)}

    assert (told["BTC", "BTC"].deposit, told["BTC", "BTC"].withdraw) == (True, False)
    assert (told["ETH", "ETH"].deposit, told["ETH", "ETH"].withdraw) == (True, True)
    assert told["ETH", "ARB"].deposit is False
    assert told["ETH", "ARB"].min_withdraw == Decimal("0.015")
    assert told["BTC", "BTC"].min_withdraw is None


WRONG: dict[str, Any] = {
    "says that it failed": {**STATUS, "status": "5600"},
    "no rows": {"status": "0000", "data": []},
    "rows that are none": {"status": "0000", "data": {"BTC": 1}},
    "a row of nothing": {"status": "0000", "data": [{"currency": "BTC"}]},
    "neither open nor closed": {"status": "0000", "data": [{**CLOSING, "deposit_status": 2}]},
    "half of it": Served(b'{"status": "0000", "da'),
}


@pytest.mark.parametrize("status", [*WRONG.values(), *HOSTILE.values()])
def test_what_is_no_page_becomes_no_story(server: Server, status: Any) -> None:
    with pytest.raises(ExchangeError) as caught:
        own(server, status)
    assert caught.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("minimum", ["-1", "much", None, [], "NaN", "1e99"])
def test_an_amount_that_is_none_becomes_no_story(server: Server, minimum: Any) -> None:
    row = {"currency": "ETH", "net_type": "ARB", "minimum": minimum}

    with pytest.raises(ExchangeError):
        own(server, least={"status": "0000", "data": [row]})


# --- the file


def test_five_exchanges_are_read_and_each_says_who_tells_what() -> None:
    assert len(SITES) == 5
    assert len({site.slug for site in SITES}) == 5
    assert all(site.rest is not None for site in SITES if site.status == "rest")


def test_what_is_told_to_customers_only_is_not_offered(server: Server) -> None:
    closed = next(site for site in SITES if site.status == "none")

    with pytest.raises(ExchangeError) as caught:
        pages(closed, server).listed()
    assert caught.value.refusal is Refusal.UNSUPPORTED
    assert server.asked == []


def test_without_the_extra_it_says_what_to_install(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ccxt", None)

    with pytest.raises(ExchangeError, match=r"pharos\[public\]") as caught:
        pages(FIRST, server).listed()
    assert caught.value.refusal is Refusal.UNSUPPORTED


# --- through a library that stands in for ccxt: what is made of its unified answers


class StandIn:
    """The names of ccxt that are used, and one exchange that answers what a test gives it."""

    BaseError = type("BaseError", (Exception,), {})
    NetworkError = type("NetworkError", (BaseError,), {})
    RateLimitExceeded = type("RateLimitExceeded", (NetworkError,), {})
    DDoSProtection = type("DDoSProtection", (NetworkError,), {})
    BadSymbol = type("BadSymbol", (BaseError,), {})
    NotSupported = type("NotSupported", (BaseError,), {})

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.asked: list[Any] = []
        self.has = {"fetchCurrencies": True}
        self.urls: dict[str, Any] = {"api": {"public": "https://{hostname}/v1", "more": ["x"]}}
        self.session = type("Session", (), {"max_redirects": 30})()

    def some(self, options: dict[str, Any]) -> StandIn:
        return self

    def fetch_currencies(self) -> Any:
        return self._told()

    def fetch_ohlcv(self, *asked: Any, **more: Any) -> Any:
        self.asked.append((asked, more))
        return self._told()

    def _told(self) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def through(
    monkeypatch: pytest.MonkeyPatch, answer: Any, base: str = ""
) -> tuple[CcxtPages, StandIn]:
    library = StandIn(answer)
    monkeypatch.setitem(sys.modules, "ccxt", library)
    return CcxtPages("some", name="public.some", now=lambda: END, base=base), library


END = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
START = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def row(hour: int, low: float = 9.5) -> list[float]:
    return [int(START.replace(hour=hour).timestamp() * 1000), 10.0, 11.5, low, 10.1, 7.25]


def test_whole_hours_are_told_once_and_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    site, library = through(monkeypatch, [row(7), row(5), row(7), row(8), row(4)])

    told = site.candles("BTC", "USDT", since=START, until=END).data

    assert [one.at.hour for one in told] == [5, 7]
    assert (told[0].open, told[0].close, told[0].volume) == (
        Decimal("10.0"),
        Decimal("10.1"),
        Decimal("7.25"),
    )
    ((asked, more),) = library.asked
    assert asked == ("BTC/USDT", "1h")
    assert (more["since"], more["limit"]) == (int(START.timestamp() * 1000), 4)


@pytest.mark.parametrize(
    "rows",
    [
        [row(5, low=10.05)],
        [row(5, low=-1)],
        [row(5, low=float("nan"))],
        [row(5, low=float("inf"))],
        [[1]],
        [None],
        ["candle"],
        7,
        [[10**30, 1, 1, 1, 1, 1]],
    ],
)
def test_prices_that_cannot_be_become_no_story(monkeypatch: pytest.MonkeyPatch, rows: Any) -> None:
    site, _ = through(monkeypatch, rows)

    with pytest.raises(ExchangeError) as caught:
        site.candles("BTC", "USDT", since=START, until=END)
    assert caught.value.refusal is Refusal.UNAVAILABLE


def test_what_is_not_said_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    networks = {
        "ERC20": {"deposit": True, "withdraw": None, "fee": 0.00015, "limits": None},
        "TRC20": {"limits": {"withdraw": {"min": 2e-05}}},
    }
    site, _ = through(monkeypatch, {"USDT": {"networks": networks}, "OLD": {"networks": None}})

    assert site.listed().data == (
        Listed(asset="USDT", network="ERC20", deposit=True, fee=Decimal("0.00015")),
        Listed(asset="USDT", network="TRC20", min_withdraw=Decimal("0.00002")),
    )


REFUSED = {
    StandIn.RateLimitExceeded: Refusal.RATE_LIMITED,
    StandIn.DDoSProtection: Refusal.RATE_LIMITED,
    StandIn.BadSymbol: Refusal.NOT_FOUND,
    StandIn.NotSupported: Refusal.UNSUPPORTED,
    StandIn.NetworkError: Refusal.UNAVAILABLE,
    KeyError: Refusal.UNAVAILABLE,
}


@pytest.mark.parametrize(("error", "refusal"), REFUSED.items())
def test_each_refusal_is_told_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], refusal: Refusal
) -> None:
    site, _ = through(monkeypatch, error())

    with pytest.raises(ExchangeError) as caught:
        site.candles("BTC", "USDT", since=START, until=END)
    assert caught.value.refusal is refusal


def test_every_question_goes_to_the_other_address_and_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, library = through(monkeypatch, {"A": {"networks": {}}}, base="http://127.0.0.1:9/")
    site.listed()

    assert library.urls["api"] == {"public": "http://127.0.0.1:9/v1", "more": ["x"]}
    assert library.session.max_redirects == 0


# --- through ccxt itself

COINS = {
    "code": "00000",
    "data": [
        {
            "coinId": "2",
            "coin": "USDT",
            "transfer": "true",
            "chains": [
                {
                    "chain": "TRC20",
                    "needTag": "false",
                    "withdrawable": "false",
                    "rechargeable": "true",
                    "withdrawFee": "1.5",
                    "minDepositAmount": "0.01",
                    "minWithdrawAmount": "10",
                    "withdrawMinScale": "6",
                }
            ],
        }
    ],
}
SYMBOLS = {
    "code": "00000",
    "data": [
        {
            "symbol": "BTCUSDT",
            "baseCoin": "BTC",
            "quoteCoin": "USDT",
            "minTradeAmount": "0.0001",
            "maxTradeAmount": "10000",
            "takerFeeRate": "0.001",
            "makerFeeRate": "0.001",
            "pricePrecision": "2",
            "quantityPrecision": "6",
            "quotePrecision": "6",
            "minTradeUSDT": "1",
            "status": "online",
        }
    ],
}


def test_what_the_first_of_the_file_documents_is_read_through_ccxt(server: Server) -> None:
    top = NOW.replace(minute=0, second=0, microsecond=0)
    hours = [top - 3 * HOUR, top - 2 * HOUR, top]
    server.paths = {
        "/api/v2/spot/public/coins": COINS,
        "/api/v2/spot/public/symbols": SYMBOLS,
        "/api/v2/margin/currencies": {"code": "00000", "data": []},
        "/api/v2/spot/market/candles": {
            "code": "00000",
            "data": [
                [str(int(at.timestamp() * 1000)), "100.5", "101", "99.25", "100", "3", "300", "300"]
                for at in hours
            ],
        },
    }
    site = pages(FIRST, server)

    (told,) = site.listed().data
    candles = site.candles("BTC", "USDT", since=top - 3 * HOUR, until=NOW).data

    assert (told.asset, told.deposit, told.withdraw) == ("USDT", True, False)
    assert (told.fee, told.min_withdraw) == (Decimal("1.5"), Decimal(10))
    assert [one.at for one in candles] == hours[:2]
    assert candles[0].low == Decimal("99.25")


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_page_becomes_no_story_through_ccxt(server: Server, answer: Served) -> None:
    server.always = answer

    with pytest.raises(ExchangeError) as caught:
        pages(FIRST, server).listed()
    assert caught.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("site", SITES, ids=[str(nr) for nr in range(len(SITES))])
def test_ccxt_knows_every_exchange_of_the_file(site: Site) -> None:
    ccxt = importlib.import_module("ccxt")

    known = getattr(ccxt, site.ccxt)()

    assert known.has["fetchOHLCV"]
    assert "1h" in known.timeframes
    assert bool(known.has["fetchCurrencies"]) or site.status != "ccxt"
