"""What is different in the simulated world since the last look, as events that an exchange tells.

Two looks are compared, so it does not matter whether somebody did something or the clock did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from pharos.exchange.objects import Restriction
from pharos.exchange.reasons import neutral
from pharos.exchange.simulator.books import deposits_of
from pharos.exchange.simulator.executing import as_of_now
from pharos.exchange.simulator.world import Account, World
from pharos.exchange.webhooks import (
    CustomerMoved,
    DepositMoved,
    DirectoryMoved,
    Event,
    HoldEnded,
    IncidentMoved,
    JobMoved,
    NetworkMoved,
    RestrictionMoved,
    WithdrawalMoved,
)

# What to tell when something with this key appears, changes, or goes; None is not told.
Told = Callable[[str, datetime], Event]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing as it was at a look: `state` is compared, and the rest says how to tell it."""

    state: Any
    came: Told | None = field(default=None, compare=False)
    changed: Told | None = field(default=None, compare=False)
    went: Told | None = field(default=None, compare=False)


Look = Mapping[tuple[str, ...], Seen]


def look(world: World) -> Look:
    """Everything that is worth telling, by what it is."""
    found: dict[tuple[str, ...], Seen] = dict(_of_all(world))
    for account in world.accounts.values():
        found.update(_of(world, account))
    return found


def differences(before: Look, after: Look, at: datetime) -> list[Event]:
    """The events that lead from one look to the next, each with an id that follows from it."""
    told = []
    for key in [*before, *(one for one in after if one not in before)]:
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and old.state == new.state:
            continue
        tell = _which(old, new)
        if tell is not None:
            words = f"{key} {old and old.state} {new and new.state} {at.isoformat()}"
            told.append(tell(f"evt-{hashlib.sha256(words.encode()).hexdigest()[:20]}", at))
    return told


def _which(old: Seen | None, new: Seen | None) -> Told | None:
    if old is None:
        return new.came if new else None
    return old.went if new is None else new.changed


def _of_all(world: World) -> Iterator[tuple[tuple[str, ...], Seen]]:
    for row in world.networks:
        asset, network = row.asset, row.network

        def moved(nr: str, at: datetime, asset: str = asset, network: str = network) -> Event:
            return NetworkMoved(id=nr, at=at, asset=asset, network=network)

        lag = world.lags.get(network, 0)
        yield ("network", asset, network), Seen((row, lag), moved, moved, moved)
    for incident in world.incidents:
        if incident.started_at <= world.now:
            is_over = incident.ended_at is not None and incident.ended_at <= world.now
            yield ("incident", incident.id), _incident(incident.id, (incident, is_over), is_over)
    yield (
        ("directory",),
        Seen(tuple(world.channels), None, lambda nr, at: DirectoryMoved(id=nr, at=at)),
    )


def _incident(incident: str, state: Any, is_over: bool) -> Seen:  # noqa: FBT001 - a fact, no mode
    def tell(kind: Any) -> Told:
        return lambda nr, at: IncidentMoved(id=nr, at=at, type=kind, incident=incident)

    changed = tell("incident.closed" if is_over else "incident.updated")
    return Seen(state, None if is_over else tell("incident.opened"), changed, None)


def _of(world: World, account: Account) -> Iterator[tuple[tuple[str, ...], Seen]]:
    ref = account.ref
    for name, kind in _CARDS.items():
        state = getattr(account, name)
        if name == "security":
            state = replace(state, holds=())
        yield (name, ref), Seen(state, None, _customer(kind, ref))
    for deposit in deposits_of(world, account):

        def arrived(nr: str, at: datetime, deposit: Any = deposit) -> Event:
            return DepositMoved(
                id=nr,
                at=at,
                customer=ref,
                deposit=deposit.id,
                network=deposit.network,
                txid=deposit.txid,
                state=deposit.state,
            )

        yield ("deposit", ref, deposit.id), Seen(deposit.state, arrived, arrived)
    for withdrawal in account.withdrawals:

        def left(nr: str, at: datetime, one: Any = withdrawal) -> Event:
            return WithdrawalMoved(id=nr, at=at, customer=ref, withdrawal=one.id, state=one.state)

        yield ("withdrawal", ref, withdrawal.id), Seen(withdrawal.state, left, left)
    yield from _in_the_way(world, account)
    yield from _jobs(world, account)


_CARDS: Final[Mapping[str, Any]] = {
    "kyc": "kyc.state",
    "security": "security.changed",
    "tier": "tier.changed",
}


def _customer(kind: Any, ref: str) -> Told:
    return lambda nr, at: CustomerMoved(id=nr, at=at, type=kind, customer=ref)


def _in_the_way(world: World, account: Account) -> Iterator[tuple[tuple[str, ...], Seen]]:
    """Restrictions as anybody may see them, so a sealed one gives itself away in no event."""
    for one in account.restrictions:
        if one.imposed_at > world.now or (one.ends_at and one.ends_at <= world.now):
            continue

        plain = neutral(one)

        def tell(kind: Any, one: Restriction = one, known_as: str = plain.id) -> Told:
            return lambda nr, at: RestrictionMoved(
                id=nr,
                at=at,
                type=kind,
                customer=account.ref,
                restriction=known_as,
                imposed_at=one.imposed_at,
                notice=one.notice,
            )

        yield (
            ("restriction", account.ref, one.id),
            Seen(
                (plain, one.notice),
                tell("restriction.imposed"),
                tell("restriction.changed"),
                tell("restriction.lifted"),
            ),
        )
    for hold in account.security.holds:
        if not hold.started_at <= world.now < hold.ends_at:
            continue

        def ended(nr: str, at: datetime, since: datetime = hold.started_at) -> Event:
            return HoldEnded(id=nr, at=at, customer=account.ref, started_at=since)

        key = ("hold", account.ref, hold.cause, hold.started_at.isoformat())
        yield key, Seen(hold, _customer("security.changed", account.ref), None, ended)


def _jobs(world: World, account: Account) -> Iterator[tuple[tuple[str, ...], Seen]]:
    running = [as_of_now(world, job) for (ref, _), job in world.jobs.items() if ref == account.ref]
    under_way: list[Any] = [*running, account.job] if account.job else [*running]
    for job in under_way:

        def moved(nr: str, at: datetime, job: Any = job) -> Event:
            return JobMoved(id=nr, at=at, customer=account.ref, job=job.id, state=job.state)

        yield ("job", account.ref, job.id), Seen((job.state, getattr(job, "step", 0)), moved, moved)
