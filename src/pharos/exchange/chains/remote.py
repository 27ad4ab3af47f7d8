"""A node that is asked over HTTP (`ChainSource`): the simulator's, or what speaks alike."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from pharos.exchange.chains.port import Tip, Transaction
from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.chains.wire import ANSWERS, PREFIX, QUESTIONS
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller, Trouble
from pharos.exchange.http.wire import MEDIA, OK, read_error
from pharos.exchange.objects import Answer
from pharos.kernel.time import now

log = logging.getLogger(__name__)

SECONDS: Final = 5.0
NETWORKS_KEPT: Final = timedelta(minutes=10)
ASK_AGAIN: Final = timedelta(seconds=15)


class _Unknown(frozenset[str]):
    """Any network may be among them: a node that is away still counts as one that was asked."""

    __slots__ = ()

    def __contains__(self, network: object) -> bool:
        return True


class RemoteNode:
    """One node behind a base address. What it cannot say is UNAVAILABLE, never "not there"."""

    def __init__(self, caller: Caller, name: str, *, seconds: float = SECONDS) -> None:
        self.name = name
        self._caller = caller
        self._seconds = seconds
        self._breaker = Breaker()
        self._networks: frozenset[str] = _Unknown()
        self._look_again_at: datetime | None = None

    @property
    def networks(self) -> frozenset[str]:
        """What it reads, asked now and then. Never raises; until it is known it may be anything."""
        at = now()
        if self._look_again_at is None or at >= self._look_again_at:
            try:
                self._networks = frozenset(self._asked("networks").data)
                self._look_again_at = at + NETWORKS_KEPT
            except ExchangeError:
                self._look_again_at = at + ASK_AGAIN
        return self._networks

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        return self._asked("transaction", network=network, txid=txid)

    def tip(self, network: str) -> Answer[Tip]:
        return self._asked("tip", network=network)

    def _asked(self, question: str, **arguments: str) -> Answer[Any]:
        if not self._breaker.lets_through():
            raise self._away("it is left alone for a while")
        try:
            answer = self._exchanged(question, arguments)
        except Trouble as trouble:
            self._breaker.failed()
            log.warning("chain.%s %s: %s", self.name, question, trouble.why)
            raise self._away(trouble.why) from trouble
        except ExchangeError as error:
            self._breaker.went_well()
            error.source = f"chain.{self.name}"
            raise
        self._breaker.went_well()
        return answer

    def _exchanged(self, question: str, arguments: dict[str, str]) -> Answer[Any]:
        try:
            body = QUESTIONS[question](node=self.name, **arguments).model_dump_json().encode()
        except ValidationError:
            raise ExchangeError(Refusal.UNSUPPORTED, "not a question for a node") from None
        reply = self._caller.post(PREFIX + question, body, {}, self._seconds)
        if reply.media != MEDIA:
            raise Trouble(f"status {reply.status} and something that is not JSON")
        if reply.status != OK:
            error = read_error(reply.status, reply.body)
            if error is None:
                raise Trouble(f"status {reply.status} and an error that nobody knows")
            raise error
        try:
            answer: Answer[Any] = ANSWERS[question].validate_json(reply.body)
        except ValidationError:
            raise Trouble("unreadable") from None
        return answer

    def _away(self, why: str) -> ExchangeError:
        return ExchangeError(Refusal.UNAVAILABLE, why, source=f"chain.{self.name}")


def chains_at(base: str, nodes: tuple[str, ...] = ("north", "south")) -> Quorum:
    """Several nodes behind one address, as the port to all chains."""
    caller = Caller(base)
    return Quorum([RemoteNode(caller, name) for name in nodes], now)
