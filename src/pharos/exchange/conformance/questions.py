"""What to ask of each operation: examples that were given, and what earlier answers told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from pharos.exchange.operations import Operation

NOT_THERE: Final = "no-such-thing-0000"
LOOK_BACK: Final = timedelta(days=30)
# Arguments that something has to exist for; with a made-up value the answer is NOT_FOUND.
OF_SOMETHING: Final = frozenset({"id", "key", "symbol", "hint"})


@dataclass(slots=True)
class Found:
    """What the exchange told of so far, to ask on with."""

    deposit: Any = None
    withdrawal: Any = None
    network: Any = None
    cards: list[Any] = field(default_factory=list)

    def take(self, name: str, data: Any) -> None:
        """Remember the first of each."""
        items = getattr(data, "items", ())
        if name == "list_deposits" and items:
            self.deposit = self.deposit or items[0]
        if name == "list_withdrawals" and items:
            self.withdrawal = self.withdrawal or items[0]
        if name == "network_status" and items:
            self.network = self.network or items[0]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `exists` tells whether what it is about is there."""

    name: str
    arguments: dict[str, Any]
    exists: bool = True


def questions_for(
    operation: Operation, found: Found, customer: str, at: datetime, examples: list[dict[str, Any]]
) -> Iterator[Question]:
    """What to ask, what exists first. Examples may leave out `ref` and the times."""
    ordinary = _ordinary(operation, customer, at)
    for example in examples:
        yield Question(operation.name, {**ordinary, **example})
    needs = OF_SOMETHING & set(operation.arguments.model_fields)
    known = _known(operation.name, found)
    if known is not None:
        yield Question(operation.name, {**ordinary, **known})
    elif not needs and not examples and _is_complete(operation, ordinary):
        yield Question(operation.name, ordinary)
    if needs:
        made_up = dict.fromkeys(needs, NOT_THERE)
        yield Question(operation.name, {**ordinary, **made_up}, exists=False)


def _ordinary(operation: Operation, customer: str, at: datetime) -> dict[str, Any]:
    usual = {
        "ref": customer,
        "since": at - LOOK_BACK,
        "until": at,
        "at": at,
        "kind": "mark" if operation.name == "price_series" else "LOGIN_CODE",
        "asset": "BTC",
    }
    return {
        name: usual[name]
        for name, told in operation.arguments.model_fields.items()
        if name in usual and told.is_required()
    }


def _known(name: str, found: Found) -> dict[str, Any] | None:
    """Arguments out of earlier answers; None if nothing of the kind was told of."""
    one, sent, row = found.deposit, found.withdrawal, found.network
    if one is not None:
        if name in ("find_deposit", "quote_recovery"):
            return {"txid": one.txid, "network": one.network}
        if name in ("lookup_address", "review_address"):
            return {"address": one.to, "network": one.network}
        if name == "list_ledger":
            return {"asset": one.asset}
    if sent is not None and name == "get_withdrawal":
        return {"id": sent.id}
    if row is None:
        return None
    by_row = {
        "find_deposit": {"txid": NOT_THERE, "network": row.network},
        "lookup_address": {"address": NOT_THERE, "network": row.network},
        "review_address": {"address": NOT_THERE, "network": row.network},
        "list_ledger": {"asset": row.asset},
    }
    return by_row.get(name)


def _is_complete(operation: Operation, arguments: dict[str, Any]) -> bool:
    fields = operation.arguments.model_fields
    return all(name in arguments for name, told in fields.items() if told.is_required())


def takes_ref(operation: Operation) -> bool:
    return "ref" in operation.arguments.model_fields


def is_paged(operation: Operation) -> bool:
    return "cursor" in operation.arguments.model_fields
