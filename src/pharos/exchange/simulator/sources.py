"""The simulated world as sources of a diagnosis, in process and without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.answering import SimulatedExchange
from pharos.exchange.simulator.nodes import chains_of
from pharos.exchange.simulator.world import World

A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)


class SimulatedSources:
    """Answers `exchange.NAME` and `chain.NAME` out of the world, for one customer's case.

    `desk.NAME` is answered from what the caller gives, which no exchange knows: its own cases and
    messages (`desk`), and the key that the brand pinned (`pinned`).
    """

    def __init__(
        self,
        world: World,
        customer: str = "",
        *,
        assurance: int = 2,
        clearance: bool = False,
        desk: Sequence[Any] = (),
        pinned: Any = None,
    ) -> None:
        self._world = world
        self._desk = tuple(desk)
        self._pinned = pinned
        self._exchange = SimulatedExchange(world)
        self._chains = chains_of(world)
        self._context = AccessContext(
            brand="northmere",
            actor="system",
            actor_id="diagnosis",
            purpose="diagnose",
            expires_at=world.now + timedelta(days=365),
            case="TEST-CASE",
            customer=customer or None,
            assurance=assurance,
            clearance=clearance,
        )

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        room, _, name = question.partition(".")
        if room == "chain":
            return getattr(self._chains, name)(**arguments)  # type: ignore[no-any-return]
        if room == "desk":
            return self._of_desk(name, arguments)
        return self._exchange.ask(name, self._context, arguments)

    def _of_desk(self, name: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        fault = self._world.faults.get("desk")
        if fault in ("down", "hang"):
            raise ExchangeError(Refusal.UNAVAILABLE, name, source="desk")
        at = self._world.now - (AN_HOUR if fault == "stale" else timedelta(0))
        data = getattr(self, f"_{name}")(**arguments)
        return Answer(
            data=data, as_of=at, source="desk", stale_after=at + A_MINUTE, request_id=name
        )

    def _cases_like(self, reason: str, since: datetime) -> tuple[Any, ...]:
        group = reason.partition(".")[0]
        return tuple(
            one
            for one in self._desk
            if hasattr(one, "reason")
            and one.reason.partition(".")[0] == group
            and (one.settled_at is None or one.settled_at >= since)
        )

    def _directory_key(self) -> Any:
        if self._pinned is None:
            raise ExchangeError(Refusal.NOT_FOUND, "no key is pinned", source="desk")
        return self._pinned

    def _message_sent(self, code: str) -> Any:
        for one in self._desk:
            if getattr(one, "code", None) == code:
                return one
        raise ExchangeError(Refusal.NOT_FOUND, code, source="desk")
