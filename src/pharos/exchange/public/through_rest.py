"""Public pages that only an exchange's own documentation describes: read by the names in a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pharos.exchange.chains.reading import Endpoint, one_question
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.public.objects import Listed

GOOD_FOR: Final = timedelta(minutes=1)
FLAGS: Final[Mapping[Any, bool]] = {
    0: False, 1: True, "0": False, "1": True, "false": False, "true": True,
}  # fmt: skip
Amount: Final[TypeAdapter[Decimal]] = TypeAdapter(Annotated[Decimal, Field(ge=0, le=10**30)])


class Fields(BaseModel):
    """How one exchange calls what it tells: a page, and the names within each of its rows.

    A page is good if `ok` stands in it, and its rows are under `rows`. `minimum` is a page of the
    same form that tells the least that can be withdrawn.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    page: str
    ok: dict[str, str] = {}
    rows: str = "data"
    asset: str
    network: str
    deposit: str
    withdraw: str
    minimum_page: str = ""
    minimum: str = ""


class RestStatus:
    """What is open on which network, as one exchange's own pages tell it."""

    def __init__(
        self, fields: Fields, *, name: str, now: Callable[[], datetime], base: str = ""
    ) -> None:
        self.name = name
        self._fields = fields
        self._now = now
        self._endpoint = Endpoint(base or fields.base, source=name)

    def listed(self) -> Answer[tuple[Listed, ...]]:
        with one_question():
            least = self._least()
            found = tuple(self._listed(row, least) for row in self._rows(self._fields.page))
        at = self._now()
        return Answer(
            data=found, as_of=at, source=self.name, stale_after=at + GOOD_FOR, request_id=self.name
        )

    def _least(self) -> dict[tuple[str, str], Decimal]:
        named = self._fields
        if not named.minimum_page:
            return {}
        return {
            self._place(row): self._amount(row.get(named.minimum))
            for row in self._rows(named.minimum_page)
        }

    def _listed(self, row: Mapping[str, Any], least: Mapping[tuple[str, str], Decimal]) -> Listed:
        asset, network = place = self._place(row)
        return Listed(
            asset=asset,
            network=network,
            deposit=self._flag(row.get(self._fields.deposit)),
            withdraw=self._flag(row.get(self._fields.withdraw)),
            min_withdraw=least.get(place),
        )

    def _rows(self, page: str) -> list[Mapping[str, Any]]:
        reply = self._endpoint.get(page)
        answer = self._endpoint.read(dict[str, Any], reply.body)
        if any(answer.get(name) != value for name, value in self._fields.ok.items()):
            raise self._endpoint.unreadable("the page says that it failed")
        rows = answer.get(self._fields.rows)
        if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
            raise self._endpoint.unreadable("the page has no rows")
        return rows

    def _place(self, row: Mapping[str, Any]) -> tuple[str, str]:
        asset, network = row.get(self._fields.asset), row.get(self._fields.network)
        if not (isinstance(asset, str) and isinstance(network, str) and asset and network):
            raise self._endpoint.unreadable("a row of nothing")
        return asset.upper(), network

    def _flag(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        if not isinstance(value, int | str) or value not in FLAGS:
            raise self._endpoint.unreadable("neither open nor closed")
        return FLAGS[value]

    def _amount(self, value: object) -> Decimal:
        try:
            return Amount.validate_python(value)
        except ValueError:
            raise self._endpoint.unreadable("an amount that is none") from None


class Untold:
    """For exchanges that tell this only to their customers."""

    def __init__(self, name: str) -> None:
        self.name = name

    def listed(self) -> Answer[tuple[Listed, ...]]:
        raise ExchangeError(Refusal.UNSUPPORTED, "not told in public", source=self.name)
