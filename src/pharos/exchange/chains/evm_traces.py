"""What contracts moved among themselves: it stands in no receipt, only in a trace of the calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from pharos.exchange.chains.evm_node import Node
from pharos.exchange.chains.port import Transfer
from pharos.exchange.chains.reading import in_units

# Other kinds of call run foreign code without moving anything.
MOVES: Final = frozenset({"CALL", "CREATE", "CREATE2", "SELFDESTRUCT"})
MOST_CALLS: Final = 20_000
# Of a chain's own coin there is never more.
MOST_COINS: Final = 10**40
_VALUE: Final = re.compile(r"0x[0-9a-fA-F]{1,64}")
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")


class Tracer(Protocol):
    """Whoever can tell the calls of a transaction, as geth's `callTracer` writes them."""

    def __call__(self, txid: str) -> Mapping[str, Any] | None:
        """The outermost call; None where calls cannot be told."""


class NodeTracer:
    """The node itself, if it offers `debug_traceTransaction`; most that are shared do not."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def __call__(self, txid: str) -> Mapping[str, Any] | None:
        answer = self._node.raw("debug_traceTransaction", [txid, {"tracer": "callTracer"}])
        if answer.get("error") is not None:
            return None
        trace = answer.get("result")
        if not isinstance(trace, Mapping):
            raise self._node.unreadable("a trace that is none")
        return trace


def internal_transfers(trace: Mapping[str, Any], symbol: str, places: int) -> list[Transfer]:
    """Value that calls within moved, in their order. What was undone did not move.

    Raises ValueError for what is no trace, or the trace of something that failed.
    """
    if trace.get("error") is not None:
        raise ValueError("a trace that contradicts the receipt")
    found: list[Transfer] = []
    waiting = list(_within(trace))[::-1]
    count = 0
    while waiting:
        count += 1
        if count > MOST_CALLS:
            raise ValueError("a trace without end")
        call = waiting.pop()
        if call.get("error") is not None:
            continue
        found += _moved(call, symbol, places)
        waiting += list(_within(call))[::-1]
    return found


def _within(call: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    calls = call.get("calls")
    if calls is None:
        return
    if not isinstance(calls, list | tuple):
        raise ValueError("calls that are no list")  # noqa: TRY004 - all of them are one kind
    for one in calls:
        if not isinstance(one, Mapping):
            raise ValueError("a call that is none")  # noqa: TRY004
        yield one


def _moved(call: Mapping[str, Any], symbol: str, places: int) -> Iterator[Transfer]:
    if call.get("type") not in MOVES:
        return
    value = call.get("value") or "0x0"
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or int(value, 16) >= MOST_COINS:
        raise ValueError("a value that is none")
    if not int(value, 16):
        return
    sender, to = call.get("from"), call.get("to")
    for one in (sender, to):
        if not isinstance(one, str) or not _ADDRESS.fullmatch(one):
            raise ValueError("an address that is none")
    yield Transfer(
        to=str(to).lower(),
        sender=str(sender).lower(),
        amount=in_units(int(value, 16), places),
        symbol=symbol,
        internal=True,
    )
