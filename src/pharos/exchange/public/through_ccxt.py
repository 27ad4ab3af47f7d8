"""Public pages through ccxt, which is imported when somebody first asks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.public.objects import Candle, Listed

T = TypeVar("T")
GOOD_FOR: Final = timedelta(minutes=1)
TIMEOUT_MS: Final = 4_000
HOUR: Final = timedelta(hours=1)
# What one question of this kind may bring at most everywhere.
MOST_HOURS: Final = 200
# Whatever ccxt's readers raise besides its own errors when a page is not what it was.
TROUBLE: Final = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)


class CcxtPages:
    """One exchange as ccxt knows it under `identifier` (`PublicPages`).

    `base` sends all questions to another address: a server of tests, or a relay.
    """

    def __init__(
        self,
        identifier: str,
        *,
        name: str,
        now: Callable[[], datetime],
        base: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self._identifier = identifier
        self._now = now
        self._base = base
        # Whoever asks has little patience, and asks again later.
        self._options = {"maxRetriesOnFailure": 0, **(options or {})}
        self._client: Any = None

    def listed(self) -> Answer[tuple[Listed, ...]]:
        return self._answer(self._asked(self._read_listed))

    def candles(
        self, base: str, quote: str, *, since: datetime, until: datetime
    ) -> Answer[tuple[Candle, ...]]:
        """At most two hundred hours. Raises NOT_FOUND for what is not traded there."""
        hours = min(int((until - since) / HOUR) + 1, MOST_HOURS)

        def read(client: Any) -> tuple[Candle, ...]:
            rows = client.fetch_ohlcv(
                f"{base}/{quote}", "1h", since=int(since.timestamp() * 1000), limit=hours
            )
            return tuple(self._whole(rows, since, min(until, self._now())))

        return self._answer(self._asked(read))

    def _read_listed(self, client: Any) -> tuple[Listed, ...]:
        if not client.has.get("fetchCurrencies"):
            raise ExchangeError(Refusal.UNSUPPORTED, "not told in public", source=self.name)
        found = client.fetch_currencies()
        if not found:
            raise self._unreadable()
        return tuple(
            _listed(code, network, row)
            for code, asset in sorted(found.items())
            for network, row in sorted((asset.get("networks") or {}).items())
        )

    def _whole(self, rows: Iterable[Any], since: datetime, until: datetime) -> Iterable[Candle]:
        """Hours that are over, each once and in their order; prices that cannot be are refused."""
        found: dict[datetime, Candle] = {}
        for row in rows:
            candle = _candle(row)
            if not candle.is_sound():
                raise self._unreadable()
            if candle.at >= since and candle.at + HOUR <= until:
                found[candle.at] = candle
        return [found[at] for at in sorted(found)]

    def _asked(self, read: Callable[[Any], T]) -> T:
        ccxt = self._library()
        try:
            if self._client is None:
                self._client = self._made(ccxt)
            return read(self._client)
        except (ccxt.RateLimitExceeded, ccxt.DDoSProtection):
            raise ExchangeError(Refusal.RATE_LIMITED, source=self.name) from None
        except ccxt.BadSymbol:
            raise ExchangeError(Refusal.NOT_FOUND, source=self.name) from None
        except ccxt.NotSupported:
            raise ExchangeError(Refusal.UNSUPPORTED, source=self.name) from None
        except (ccxt.BaseError, *TROUBLE):
            raise self._unreadable() from None

    def _library(self) -> Any:
        try:
            return importlib.import_module("ccxt")
        except ImportError:
            raise ExchangeError(
                Refusal.UNSUPPORTED, "install pharos[public]", source=self.name
            ) from None

    def _made(self, ccxt: Any) -> Any:
        client = getattr(ccxt, self._identifier)(
            {"timeout": TIMEOUT_MS, "enableRateLimit": True, "options": self._options}
        )
        client.session.max_redirects = 0
        if self._base:
            client.urls["api"] = _redirected(client.urls["api"], self._base.rstrip("/"))
        return client

    def _unreadable(self) -> ExchangeError:
        return ExchangeError(
            Refusal.UNAVAILABLE, "the public pages could not be read", source=self.name
        )

    def _answer(self, data: T) -> Answer[T]:
        at = self._now()
        return Answer(
            data=data, as_of=at, source=self.name, stale_after=at + GOOD_FOR, request_id=self.name
        )


def _redirected(urls: Any, base: str) -> Any:
    """The same addresses with another beginning; their paths stay."""
    if isinstance(urls, Mapping):
        return {name: _redirected(url, base) for name, url in urls.items()}
    return f"{base}{urlsplit(urls).path}" if isinstance(urls, str) else urls


def _listed(code: str, network: str, row: Mapping[str, Any]) -> Listed:
    limits = row.get("limits") or {}
    return Listed(
        asset=code,
        network=network,
        deposit=_yes(row.get("deposit")),
        withdraw=_yes(row.get("withdraw")),
        fee=_amount(row.get("fee")),
        min_withdraw=_amount((limits.get("withdraw") or {}).get("min")),
        min_deposit=_amount((limits.get("deposit") or {}).get("min")),
    )


def _yes(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _amount(value: Any) -> Decimal | None:
    """An amount as it was written; ccxt gives floats, whose shortest text is what was meant."""
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("no amount") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError("no amount")
    return amount


def _candle(row: Any) -> Candle:
    at, *values = row
    prices = [_amount(value) for value in values[:5]]
    if len(prices) != 5 or None in prices:  # noqa: PLR2004 - four prices and a volume
        raise ValueError("no candle")
    first, high, low, last, volume = (price or Decimal(0) for price in prices)
    return Candle(
        at=datetime.fromtimestamp(at / 1000, UTC),
        open=first,
        high=high,
        low=low,
        close=last,
        volume=volume,
    )
