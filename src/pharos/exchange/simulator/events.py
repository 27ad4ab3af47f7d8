"""What can be done to the simulated world, by name: for its page, for training and for tests.

An event is a name and arguments of plain text and numbers, as YAML or a form gives them. Times may
be relative to the world's clock: `-10m`, `+2h`, `-90s`, `+3d`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter

from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import (
    Incident,
    OfficialChannel,
    Point,
    Policy,
    RecoveryQuote,
    Series,
    TravelRule,
)
from pharos.exchange.simulator.chain import Mined
from pharos.exchange.simulator.executing import decide, moody, request
from pharos.exchange.simulator.world import Account, Address, Ruling, World

RELATIVE: Final = re.compile(r"([+-])(\d+(?:\.\d+)?)(s|m|h|d)")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class EventError(ValueError):
    """An event that does not exist, or arguments that it does not take."""


def happen(world: World, steps: Iterable[Mapping[str, Any]]) -> World:
    """Do each step, a mapping of one event's name to its arguments, and return the world."""
    for step in steps:
        ((name, arguments),) = step.items()
        apply(world, name, arguments)
    return world


def apply(world: World, name: str, arguments: Any) -> None:
    """Do one thing to the world. Raises `EventError` if it cannot be done."""
    event = EVENTS.get(name)
    if event is None:
        raise EventError(f"there is no event {name!r}; there are {', '.join(sorted(EVENTS))}")
    given = arguments if isinstance(arguments, Mapping) else {"value": arguments}
    try:
        event(world, **resolved(world, given))
    except (TypeError, KeyError, StopIteration) as error:
        raise EventError(f"{name}: {error}") from error


def resolved(world: World, value: Any) -> Any:
    """The same with relative times made instants, and whole numbers of YAML left as they are."""
    if isinstance(value, Mapping):
        return {name: resolved(world, one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(world, one) for one in value]
    if isinstance(value, str) and (match := RELATIVE.fullmatch(value)):
        sign, count, unit = match.groups()
        span = timedelta(**{UNITS[unit]: float(count)})
        return world.now + span if sign == "+" else world.now - span
    return value


def advance(world: World, value: float) -> None:
    """Let so many seconds pass."""
    world.advance(timedelta(seconds=value))


def transfer(  # noqa: PLR0913 - what a transfer has
    world: World,
    *,
    network: str,
    txid: str,
    to: str,
    amount: str,
    symbol: str,
    at: Any = None,
    mined: bool = True,
    failed: str = "",
    replaced_by: str | None = None,
    low_fee: bool = False,
    also: Iterable[Mapping[str, Any]] = (),
    **more: Any,
) -> None:
    """Send on a chain. `to` is an address, or a customer whose address there is meant.

    `also` are further transfers of the same transaction.
    """
    sent_at = at or world.now
    first = {"to": to, "amount": amount, "symbol": symbol, **more}
    world.chains[network].mine(
        Mined(
            txid,
            tuple(_moved(world, network, **one) for one in (first, *also)),
            sent_at,
            sent_at if mined else None,
            failed=failed,
            replaced_by=replaced_by,
            low_fee=low_fee,
        )
    )


def _moved(world: World, network: str, *, to: str, amount: str, **more: Any) -> Transfer:
    if "stated" in more:
        more["stated"] = Decimal(more["stated"])
    return Transfer(to=address_of(world, to, network), amount=Decimal(amount), **more)


def mine(world: World, *, network: str, txid: str, at: Any = None) -> None:
    """Put a waiting transaction into a block."""
    world.chains[network].transactions[txid].mined_at = at or world.now


def address_of(world: World, to: str, network: str) -> str:
    """A customer's address on this network, or `to` itself if it is nobody's name."""
    account = world.accounts.get(to)
    if account is None:
        return to
    return next(one.address for one in account.addresses if one.network == network)


def rule(world: World, *, network: str, txid: str, state: Any, **more: Any) -> None:
    """Decide about an arriving transaction: hold it, ask about it, refuse it, send it back."""
    if "travel_rule" in more:
        more["travel_rule"] = TypeAdapter(TravelRule).validate_python(more["travel_rule"])
    world.rulings[network, txid] = Ruling(state=state, **more)


def forget(world: World, *, network: str, txid: str) -> None:
    """Let the exchange read a transaction and not book it: a fault of its own."""
    world.forgotten.add((network, txid))


def network(world: World, *, asset: str, network: str, **changes: Any) -> None:
    """Open, pause, delist or otherwise change an asset on a network."""
    row = next(one for one in world.networks if (one.asset, one.network) == (asset, network))
    kept = {field.name: getattr(row, field.name) for field in fields(row)}
    row = TypeAdapter(type(row)).validate_python({**kept, **changes})
    world.networks = [
        row if (one.asset, one.network) == (asset, network) else one for one in world.networks
    ]


def add_network(world: World, *, like: list[str], **changes: Any) -> None:
    """List another asset, made like the row of `like` (asset, network) with these changes."""
    asset, where = like
    model = next(one for one in world.networks if (one.asset, one.network) == (asset, where))
    kept = {field.name: getattr(model, field.name) for field in fields(model)}
    world.networks.append(TypeAdapter(type(model)).validate_python({**kept, **changes}))


def lag(world: World, *, network: str, blocks: int) -> None:
    """Let the exchange's reader of a chain fall so many blocks behind."""
    world.lags[network] = blocks


def halt(world: World, *, network: str) -> None:
    """Stop a chain: no more blocks."""
    world.chains[network].halted_at = world.now


def put(world: World, *, customer: str, what: str, **values: Any) -> None:
    """Write one object of an account: `what` is its field. In a list, one of the same id goes."""
    account = world.accounts[customer]
    kind, is_list = _kind_of(what)
    if not is_list:
        old = getattr(account, what)
        if old is not None:
            values = {field.name: getattr(old, field.name) for field in fields(old)} | values
        setattr(account, what, TypeAdapter(kind).validate_python(values))
        return
    made = TypeAdapter(kind).validate_python(values)
    items: list[Any] = getattr(account, what)
    mine = getattr(made, "id", getattr(made, "ref", None))
    if mine is not None:
        items[:] = [one for one in items if getattr(one, "id", getattr(one, "ref", None)) != mine]
    items.append(made)


def book(world: World, *, customer: str, asset: str, lines: list[dict[str, Any]]) -> None:
    """Write lines of an account's ledger of one asset."""
    from pharos.exchange.objects import LedgerLine

    read = [TypeAdapter(LedgerLine).validate_python(line) for line in lines]
    world.accounts[customer].ledger.setdefault(asset, []).extend(read)


def address(world: World, *, customer: str, **values: Any) -> None:
    """Give an account an address; `retired_at` retires one that it has."""
    account = world.accounts[customer]
    made = Address(**values)
    account.addresses = [
        one
        for one in account.addresses
        if (one.network, one.address) != (made.network, made.address)
    ]
    account.addresses.append(made)


def retire(
    world: World,
    *,
    customer: str,
    network: str,
    credits: bool = True,  # noqa: A002 - the event's own
) -> None:
    """Retire an account's address on a network; what arrives there is still credited or not."""
    account = world.accounts[customer]
    account.addresses = [
        replace(one, retired_at=world.now, credits=credits) if one.network == network else one
        for one in account.addresses
    ]


def lift(world: World, *, customer: str, id: str | None = None) -> None:  # noqa: A002 - the contract's word
    """Lift one restriction of an account, or all of them."""
    account = world.accounts[customer]
    account.restrictions = [one for one in account.restrictions if id not in (None, one.id)]


def incident(world: World, **values: Any) -> None:
    """Open an incident, or change the one of this id."""
    made = TypeAdapter(Incident).validate_python(values)
    world.incidents = [one for one in world.incidents if one.id != made.id] + [made]


def channel(world: World, **values: Any) -> None:
    """Name an official channel, or change the one of this kind and value."""
    made = TypeAdapter(OfficialChannel).validate_python(values)
    same = (made.kind, made.value)
    world.channels = [one for one in world.channels if (one.kind, one.value) != same] + [made]


def policy(world: World, **values: Any) -> None:
    made = TypeAdapter(Policy).validate_python(values)
    world.policies[made.key] = made


def series(
    world: World, *, symbol: str, kind: Any, step_seconds: int, since: Any, values: list[Any]
) -> None:
    """Prices of one kind, `step_seconds` apart from `since` on.

    A null leaves a hole; `[price, times]` is the same price so many times.
    """
    pairs = [one if isinstance(one, list) else [one, 1] for one in values]
    prices = [price for price, times in pairs for _ in range(times)]
    points = tuple(
        Point(at=since + timedelta(seconds=nr * step_seconds), value=Decimal(str(value)))
        for nr, value in enumerate(prices)
        if value is not None
    )
    world.series[symbol, kind] = Series(
        symbol=symbol, kind=kind, step_seconds=step_seconds, points=points
    )


def spec(world: World, **values: Any) -> None:
    from pharos.exchange.objects import ContractSpec

    world.specs.append(TypeAdapter(ContractSpec).validate_python(values))


def quote(world: World, *, txid: str, **values: Any) -> None:
    """What the exchange says to bringing back what went astray."""
    world.quotes[txid] = TypeAdapter(RecoveryQuote).validate_python(values)


def flag(world: World, *, address: str, code: str) -> None:
    """Mark a destination, for whoever has clearance."""
    world.flagged[address] = code


def contract(world: World, *, network: str, address: str) -> None:
    """Let an address be a contract."""
    world.contracts.add((network, address))


def fault(world: World, *, source: str, kind: Any = None) -> None:
    """Break a source (down, hang, stale, lie), or mend it (no kind)."""
    if kind is None:
        world.faults.pop(source, None)
    else:
        world.faults[source] = kind


def unsupported(world: World, value: str) -> None:
    """Let the exchange not offer one operation."""
    world.unsupported.add(value)


@cache
def _kind_of(what: str) -> tuple[Any, bool]:
    hint = get_type_hints(Account)[what]
    if getattr(hint, "__origin__", None) is list:
        return get_args(hint)[0], True
    return next((one for one in get_args(hint) if one is not type(None)), hint), False


EVENTS: Final[dict[str, Callable[..., None]]] = {
    one.__name__: one
    for one in (
        advance,
        transfer,
        mine,
        rule,
        forget,
        network,
        add_network,
        lag,
        halt,
        put,
        book,
        address,
        retire,
        lift,
        incident,
        channel,
        policy,
        series,
        spec,
        quote,
        flag,
        contract,
        fault,
        unsupported,
        request,
        moody,
        decide,
    )
}
