"""What is told in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from pharos.exchange.objects import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An asset on a network, by the exchange's own names. None is what it does not say."""

    asset: str
    network: str
    deposit: bool | None = None
    withdraw: bool | None = None
    fee: Decimal | None = None
    min_withdraw: Decimal | None = None
    min_deposit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """One whole hour of prices, from `at` on."""

    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal

    def is_sound(self) -> bool:
        return 0 < self.low <= min(self.open, self.close) and self.high >= max(
            self.open, self.close
        )


class PublicPages(Protocol):
    """One exchange's public pages. Raises `ExchangeError` when they do not answer."""

    @property
    def name(self) -> str: ...

    def listed(self) -> Answer[tuple[Listed, ...]]:
        """Every asset on every network, with what is open and what it costs."""

    def candles(
        self, base: str, quote: str, *, since: datetime, until: datetime
    ) -> Answer[tuple[Candle, ...]]:
        """The whole hours that begin at `since` or later and end at `until` or before."""
