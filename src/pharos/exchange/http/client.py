"""The port to an exchange over HTTP: asked, limited in time, and never guessed.

    exchange = exchange_over(HttpExchange(Caller("https://api.northmere.example/support"), key))
    exchange.get_restrictions(context, ref="dana")

Identifiers travel in the body and in the signed token, never in an address. What cannot be read is
UNAVAILABLE: an empty list is only what the exchange said was empty.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from pydantic import ValidationError

from pharos.exchange.actions import ExchangeActions, everything, requests
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller, Reply, Trouble
from pharos.exchange.http.token import BrandKey, sign
from pharos.exchange.http.wire import (
    MEDIA,
    OK,
    REQUEST_ID,
    holds_an_error,
    path_of,
    read_error,
)
from pharos.exchange.objects import Answer
from pharos.exchange.operations import Operation, operations
from pharos.exchange.port import Exchange
from pharos.kernel.time import now

log = logging.getLogger(__name__)

SECONDS: Final = 3.0
# What takes longer at any exchange, and what everything else waits for.
SECONDS_OF: Final = {"meta": 1.0, "price_series": 10.0, "list_ledger": 10.0}
STATUS_KEPT: Final = timedelta(seconds=60)
STATUSES: Final = 512
OFFER_KEPT: Final = timedelta(minutes=5)
# How long a failed look at the offer is not repeated; meanwhile everything is asked for.
OFFER_UNKNOWN: Final = timedelta(seconds=30)

Ask = Callable[[str, AccessContext, Mapping[str, Any]], Answer[Any]]


class HttpExchange:
    """Answers any operation of the contract by asking the exchange. Safe between threads."""

    def __init__(
        self,
        caller: Caller,
        key: BrandKey,
        *,
        breaker: Breaker | None = None,
        seconds: Mapping[str, float] | None = None,
    ) -> None:
        self._caller = caller
        self._key = key
        self.breaker = breaker or breaker_of(caller.base)
        self._seconds = {**SECONDS_OF, **(seconds or {})}
        self._statuses: dict[tuple[Any, ...], tuple[datetime, Answer[Any]]] = {}
        self._offer: dict[str, tuple[datetime, frozenset[str] | None]] = {}

    def ask(self, name: str, context: AccessContext, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Answer one question, or raise `ExchangeError`."""
        if context.expires_at <= now():
            raise _refused(Refusal.FORBIDDEN, "the grounds have expired")
        if name != "meta" and not self._is_offered(name, context):
            raise _refused(Refusal.UNSUPPORTED, name)
        if name == "network_status":
            return self._status(context, arguments)
        return self._asked(everything()[name], context, arguments)

    def _is_offered(self, name: str, context: AccessContext) -> bool:
        """By `meta().capabilities`. While those are not known, everything is asked for."""
        until, offer = self._offer.get(context.brand, (None, None))
        if until is None or now() >= until:
            until, offer = self._look_at_offer(context)
            self._offer[context.brand] = (until, offer)
        return offer is None or name in offer

    def _look_at_offer(self, context: AccessContext) -> tuple[datetime, frozenset[str] | None]:
        try:
            answer = self._asked(operations()["meta"], context, {})
        except ExchangeError:
            return now() + OFFER_UNKNOWN, None
        until = min(now() + OFFER_KEPT, max(answer.stale_after, now() + OFFER_UNKNOWN))
        return until, frozenset(answer.data.capabilities)

    def _status(self, context: AccessContext, arguments: Mapping[str, Any]) -> Answer[Any]:
        """The state of networks, kept for a minute and never beyond what it is good for."""
        wanted = (context.brand, *sorted(arguments.items()))
        kept = self._statuses.get(wanted)
        if kept and now() < kept[0] and not kept[1].is_stale(now()):
            return kept[1]
        answer = self._asked(operations()["network_status"], context, arguments)
        if len(self._statuses) >= STATUSES:
            self._statuses.clear()
        self._statuses[wanted] = (now() + STATUS_KEPT, answer)
        return answer

    def _asked(
        self, operation: Operation, context: AccessContext, arguments: Mapping[str, Any]
    ) -> Answer[Any]:
        body = _dumped(operation, arguments)
        if not self.breaker.lets_through():
            raise ExchangeError(
                Refusal.UNAVAILABLE,
                "it did not answer before and is left alone for a while",
                source="exchange",
                retry_after_seconds=self.breaker.seconds_left(),
            )
        request_id = secrets.token_hex(8)
        try:
            answer = self._exchanged(operation, context, body, request_id)
        except Trouble as trouble:
            self.breaker.failed()
            log.warning("exchange %s %s: %s", operation.name, request_id, trouble.why)
            raise _refused(Refusal.UNAVAILABLE, trouble.why) from trouble
        except ExchangeError:
            self.breaker.went_well()
            raise
        self.breaker.went_well()
        return answer

    def _exchanged(
        self, operation: Operation, context: AccessContext, body: bytes, request_id: str
    ) -> Answer[Any]:
        token = sign(context, self._key, now())
        reply = self._caller.post(
            path_of(operation.name),
            body,
            {"Authorization": f"Bearer {token}", REQUEST_ID: request_id},
            self._seconds.get(operation.name, SECONDS),
        )
        return read_reply(operation, reply)


def _dumped(operation: Operation, arguments: Mapping[str, Any]) -> bytes:
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return operation.dump_arguments(given)
    except ValidationError as error:
        detail = f"not a question of the contract: {where(error)}"
        raise _refused(Refusal.UNSUPPORTED, detail) from None


def read_reply(operation: Operation, reply: Reply) -> Answer[Any]:
    """The answer in a reply. Raises `ExchangeError` as told, or `Trouble` if it is unreadable."""
    if reply.media != MEDIA:
        raise Trouble(f"status {reply.status} and something that is not JSON")
    if reply.status != OK:
        error = read_error(reply.status, reply.body)
        if error is None:
            raise Trouble(f"status {reply.status} and an error that the contract does not have")
        raise error
    if holds_an_error(reply.body):
        raise Trouble("an error with status 200")
    try:
        return operation.read_answer(reply.body)
    except ValidationError as error:
        raise Trouble(f"unreadable: {where(error)}") from None


def where(error: ValidationError) -> str:
    """The places and kinds of what is wrong, without the values."""
    found = [(".".join(map(str, one["loc"])), one["type"]) for one in error.errors()[:5]]
    return ", ".join(f"{place} ({kind})" for place, kind in found)


class _Port:
    """Turns method calls into questions."""

    def __init__(self, ask: Ask, operations: Mapping[str, Operation]) -> None:
        self._ask = ask
        self._operations = operations

    def __getattr__(self, name: str) -> Any:
        if name not in self._operations:
            raise AttributeError(name)

        def asked(context: AccessContext, **arguments: Any) -> Answer[Any]:
            return self._ask(name, context, arguments)

        return asked


def exchange_over(client: HttpExchange) -> Exchange:
    """The port over this client."""
    return cast("Exchange", _Port(client.ask, operations()))


def actions_over(client: HttpExchange) -> ExchangeActions:
    """What may be requested, over this client. What is not offered is UNSUPPORTED."""
    return cast("ExchangeActions", _Port(client.ask, requests()))


_breakers: dict[str, Breaker] = {}
_breakers_lock = threading.Lock()


def breaker_of(base: str) -> Breaker:
    """The one breaker of this process for a base address."""
    with _breakers_lock:
        return _breakers.setdefault(base, Breaker())


def _refused(refusal: Refusal, detail: str) -> ExchangeError:
    return ExchangeError(refusal, detail, source="exchange")


__all__ = ["HttpExchange", "actions_over", "breaker_of", "exchange_over", "read_reply"]
