"""Which exchanges are read in public, from a file of data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from pharos.exchange.objects import Answer
from pharos.exchange.public.objects import Candle, Listed
from pharos.exchange.public.through_ccxt import CcxtPages
from pharos.exchange.public.through_rest import Fields, RestStatus, Untold


class Site(BaseModel):
    """One exchange: how ccxt calls it, and where it tells what is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str
    ccxt: str
    options: dict[str, Any] = {}
    status: Literal["ccxt", "rest", "none"]
    rest: Fields | None = None


class Pages:
    """Both halves as one (`PublicPages`)."""

    def __init__(self, status: RestStatus | Untold | CcxtPages, prices: CcxtPages) -> None:
        self.name = prices.name
        self._status = status
        self._prices = prices

    def listed(self) -> Answer[tuple[Listed, ...]]:
        return self._status.listed()

    def candles(
        self, base: str, quote: str, *, since: datetime, until: datetime
    ) -> Answer[tuple[Candle, ...]]:
        return self._prices.candles(base, quote, since=since, until=until)


def sites_in(path: Path) -> tuple[Site, ...]:
    """All exchanges of a file. Raises pydantic's ValidationError, which names the field."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Site, ...]).validate_python(rows["sites"])


def pages_of(site: Site, *, now: Callable[[], datetime], base: str = "") -> Pages:
    """One exchange's public pages; `base` sends all questions to another address."""
    name = f"public.{site.slug}"
    prices = CcxtPages(site.ccxt, name=name, now=now, base=base, options=site.options)
    if site.status == "ccxt":
        return Pages(prices, prices)
    if site.status == "rest" and site.rest is not None:
        return Pages(RestStatus(site.rest, name=name, now=now, base=base), prices)
    return Pages(Untold(name), prices)
