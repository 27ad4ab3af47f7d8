"""Asking as Pharos does, and as nobody should: with whatever token a check needs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.calling import Caller, Reply, Trouble
from pharos.exchange.http.token import BrandKey, sign
from pharos.exchange.http.wire import MEDIA, OK, REQUEST_ID, path_of, read_error
from pharos.exchange.operations import operations

GIVES_UP_AFTER: Final = 5


class Silent(Exception):
    """Nothing readable came back several times in a row, so the rest is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom to ask about: customers made for tests, who belong to nobody."""

    brand: str = "northmere"
    customer: str = "dana"
    other: str = "minjun"
    case: str = "CHECK-1"
    # Customers who have a sealed restriction at this exchange.
    sealed: tuple[str, ...] = ()
    # By operation: arguments that exist at this exchange.
    examples: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    seconds: float = 10.0
    # Only these operations, while somebody is writing them; empty is all.
    only: frozenset[str] = frozenset()

    def includes(self, name: str) -> bool:
        return not self.only or name in self.only


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: a reply, or the trouble that there is none."""

    reply: Reply | None
    trouble: str = ""

    @property
    def is_answered(self) -> bool:
        return self.reply is not None and self.reply.status == OK

    @property
    def error(self) -> ExchangeError | None:
        if self.reply is None or self.reply.status == OK or self.reply.media != MEDIA:
            return None
        return read_error(self.reply.status, self.reply.body)

    def is_refused(self, *refusals: Refusal) -> bool:
        return self.error is not None and self.error.refusal in refusals

    @property
    def words(self) -> str:
        """What it was, in a few words."""
        if self.reply is None:
            return self.trouble
        if self.error is not None:
            return f"{self.error.refusal.value} (status {self.reply.status})"
        if self.is_answered:
            return "an answer with status 200"
        return f"status {self.reply.status} without an error of the contract"


class Prober:
    """Asks one exchange. Counts silence and ends the run when there is too much of it."""

    def __init__(
        self, caller: Caller, key: BrandKey, plan: Plan, clock: Callable[[], datetime]
    ) -> None:
        self.plan = plan
        self.key = key
        self.clock = clock
        self._caller = caller
        self._silent = 0

    def context(self, **changes: Any) -> AccessContext:
        """The ordinary grounds: the customer's own case, no clearance."""
        ordinary = AccessContext(
            brand=self.plan.brand,
            actor="system",
            actor_id="connector-check",
            purpose="verify",
            expires_at=self.clock() + timedelta(minutes=5),
            case=self.plan.case,
            customer=self.plan.customer,
            assurance=2,
        )
        return replace(ordinary, **changes)

    def ask(
        self, name: str, arguments: Mapping[str, Any], context: AccessContext | None = None
    ) -> Outcome:
        token = sign(context or self.context(), self.key, self.clock())
        return self.ask_with(token, name, arguments)

    def ask_with(self, token: str, name: str, arguments: Mapping[str, Any]) -> Outcome:
        """Ask with this token; an empty one sends none. Raises `Silent` after too many silences."""
        headers = {REQUEST_ID: secrets.token_hex(8)}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            reply = self._caller.post(
                path_of(name), _body(name, arguments), headers, self.plan.seconds
            )
        except Trouble as trouble:
            self._silent += 1
            if self._silent >= GIVES_UP_AFTER:
                raise Silent(trouble.why) from trouble
            return Outcome(None, trouble.why)
        self._silent = 0
        return Outcome(reply)


def _body(name: str, arguments: Mapping[str, Any]) -> bytes:
    operation = operations().get(name)
    if operation is None:
        return json.dumps(dict(arguments)).encode()
    return operation.dump_arguments(arguments)
