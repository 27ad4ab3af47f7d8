"""The simulated exchange as an exchange: the port over the world, with its rules of access."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.operations import operations
from pharos.exchange.port import Exchange
from pharos.exchange.simulator.replies import REPLIES
from pharos.exchange.simulator.world import World
from pharos.exchange.veil import veiled

# How long an answer of each kind may be relied on; the rest is good for a minute.
GOOD_FOR = {"official_channels": timedelta(hours=1), "list_assets": timedelta(hours=1)}
A_MINUTE = timedelta(minutes=1)
# A little more, so that no answer of an hour ago is still good.
AN_HOUR = timedelta(hours=1, seconds=1)


class SimulatedExchange:
    """Answers any operation of the contract. Cast it to `Exchange` with `exchange_of`."""

    def __init__(self, world: World) -> None:
        self.world = world

    def ask(self, name: str, context: AccessContext, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Answer one question, or raise `ExchangeError`."""
        fault = self.world.faults.get(f"exchange.{name}") or self.world.faults.get("exchange")
        if name in self.world.unsupported:
            raise ExchangeError(Refusal.UNSUPPORTED, name, source="exchange")
        if fault in ("down", "hang"):
            raise ExchangeError(Refusal.UNAVAILABLE, name, source="exchange")
        self._check(name, context, arguments)
        data = REPLIES[name](self.world, context, **arguments)
        if not context.clearance:
            data = veiled(data, self.world.now)
        at = self.world.now - (AN_HOUR if fault == "stale" else timedelta(0))
        return Answer(
            data=data,
            as_of=at,
            source="exchange",
            stale_after=at + GOOD_FOR.get(name, A_MINUTE),
            request_id=_request_id(self.world.now, name, arguments),
        )

    def _check(self, name: str, context: AccessContext, arguments: Mapping[str, Any]) -> None:
        """Refuse what has no grounds: no case, another customer, or a time that is over."""
        if context.expires_at < self.world.now:
            raise ExchangeError(Refusal.FORBIDDEN, "the grounds have expired", source="exchange")
        if operations()[name].is_public:
            return
        if not context.case or not context.customer:
            raise ExchangeError(Refusal.FORBIDDEN, "no case of a customer", source="exchange")
        if arguments.get("ref", context.customer) != context.customer:
            raise ExchangeError(Refusal.FORBIDDEN, "not this customer's case", source="exchange")


class _Port:
    """Turns method calls into questions."""

    def __init__(self, simulated: SimulatedExchange) -> None:
        self._simulated = simulated

    def __getattr__(self, name: str) -> Any:
        if name not in operations():
            raise AttributeError(name)

        def asked(context: AccessContext, **arguments: Any) -> Answer[Any]:
            return self._simulated.ask(name, context, arguments)

        return asked


def exchange_of(world: World) -> Exchange:
    """The port over this world."""
    return cast("Exchange", _Port(SimulatedExchange(world)))


def _request_id(at: datetime, name: str, arguments: Mapping[str, Any]) -> str:
    words = f"{at.isoformat()} {name} {sorted(arguments.items(), key=str)}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


__all__ = ["SimulatedExchange", "exchange_of"]
