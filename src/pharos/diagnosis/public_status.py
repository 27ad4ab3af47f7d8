"""What everybody may know of an exchange: what is open, what is not, and what it takes to use it.

A worker asks every half minute and keeps the answer; pages read what is kept and wait for nobody.
"""

# lint: allow objects (the worker's own reading, and the room's only row of a brand)
from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import TypeAdapter

from pharos.brands.models import Brand
from pharos.diagnosis.actions.keep_status import Told, keep_status
from pharos.diagnosis.consult import ask_publicly
from pharos.diagnosis.models import PublicStatus
from pharos.exchange.connections import connected_brands, connection_of, ports_of
from pharos.exchange.errors import ExchangeError
from pharos.exchange.models import Connection
from pharos.exchange.objects import AssetNetwork, Incident
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# Past what the exchange itself says, so that one question in vain is not news.
KNOWN_FOR: Final = timedelta(minutes=3)
_networks: Final = TypeAdapter(tuple[AssetNetwork, ...])
_incidents: Final = TypeAdapter(tuple[Incident, ...])

State = Literal["OPEN", "TROUBLE", "UNKNOWN"]
Stopped = Literal["deposits", "withdrawals", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """What of an asset is paused; `network` is empty where it is so on all of its networks."""

    asset: str
    network: str
    stopped: Stopped
    since: datetime | None
    until: datetime | None


_pauses: Final = TypeAdapter(tuple[Pause, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an exchange has told, as of `as_of`; UNKNOWN also where that is too long ago."""

    state: State
    as_of: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    incidents: tuple[Incident, ...] = ()


def look_at_status(actor: Actor) -> int:
    """Ask each exchange what it tells everybody, outside any transaction, and keep it.

    Who does not answer is asked again at the next turn. Returns how many answered.
    """
    with reading(actor):
        brands = connected_brands(actor.brands)
    return sum(_looked(brand) for brand in brands)


def _looked(brand: Brand) -> bool:
    system = Actor.system(brand.pk)
    try:
        told = _told(brand, system)
        return told is not None and keep_status(actor=system, brand_id=brand.pk, told=told)
    except ExchangeError as error:
        log.info("the exchange tells no status: %s", error.refusal.value)
    except Exception:
        log.exception("a status could not be kept and will be asked for again")
    return False


def _told(brand: Brand, system: Actor) -> Told | None:
    with reading(system):
        connection = connection_of(brand.pk)
        ports = ports_of(connection) if connection else None
    if ports is None:
        return None
    networks = ask_publicly(brand.slug, ports, "network_status")
    incidents = ask_publicly(brand.slug, ports, "list_incidents")
    pauses = tuple(pauses_among(networks.data.items))
    return Told(
        pauses=_pauses.dump_python(pauses, mode="json"),
        networks=_networks.dump_python(networks.data.items, mode="json"),
        incidents=_incidents.dump_python(incidents.data.items, mode="json"),
        is_whole=not (networks.data.next_cursor or incidents.data.next_cursor),
        as_of=min(networks.as_of, incidents.as_of),
        stale_after=min(networks.stale_after, incidents.stale_after),
    )


def status_of(brand_id: int) -> Status | None:
    """Return what is known of the brand's exchange, None if it has none. Runs inside its scope."""
    if not Connection.objects.filter(brand_id=brand_id, is_on=True).exists():
        return None
    kept = PublicStatus.objects.filter(brand_id=brand_id).defer("networks").first()
    if kept is None or now() > max(kept.stale_after, kept.as_of + KNOWN_FOR):
        return Status(state="UNKNOWN", as_of=kept.as_of if kept else None)
    incidents = tuple(one for one in _incidents.validate_python(kept.incidents) if _goes_on(one))
    pauses = _pauses.validate_python(kept.pauses)
    is_trouble = bool(pauses or incidents)
    # Nothing wrong in half a list is nothing known.
    state: State = "TROUBLE" if is_trouble else "OPEN" if kept.is_whole else "UNKNOWN"
    return Status(state=state, as_of=kept.as_of, pauses=pauses, incidents=incidents)


def networks_of(brand_id: int) -> tuple[AssetNetwork, ...]:
    """Return the networks that the exchange told last, however long ago. Runs inside its scope."""
    kept = PublicStatus.objects.filter(brand_id=brand_id).values_list("networks", flat=True)
    return _networks.validate_python(next(iter(kept), []))


def _goes_on(incident: Incident) -> bool:
    return incident.started_at <= now() and (incident.ended_at is None or incident.ended_at > now())


def pauses_among(networks: Iterable[AssetNetwork]) -> list[Pause]:
    """What is paused, the longest first; an asset that is paused everywhere is one line."""
    by_asset: dict[str, list[AssetNetwork]] = {}
    for row in networks:
        by_asset.setdefault(row.asset, []).append(row)
    found = [pause for rows in by_asset.values() for pause in _of_asset(rows)]
    return sorted(found, key=lambda one: (one.since or now(), one.asset, one.network))


def _of_asset(rows: list[AssetNetwork]) -> list[Pause]:
    stopped = [_stopped(row) for row in rows]
    if len(rows) > 1 and stopped[0] and len(set(stopped)) == 1:
        since = [row.since for row in rows if row.since]
        until = [row.expected_until for row in rows if row.expected_until]
        last = max(until) if len(until) == len(rows) else None
        first = min(since, default=None)
        name = rows[0].asset
        return [Pause(asset=name, network="", stopped=stopped[0], since=first, until=last)]
    return [
        Pause(
            asset=row.asset,
            network=row.network if len(rows) > 1 else "",
            stopped=what,
            since=row.since,
            until=row.expected_until,
        )
        for row, what in zip(rows, stopped, strict=True)
        if what
    ]


def _stopped(row: AssetNetwork) -> Stopped | None:
    match row.deposit == "PAUSED", row.withdraw == "PAUSED":
        case True, True:
            return "both"
        case True, False:
            return "deposits"
        case False, True:
            return "withdrawals"
    return None


__all__ = ["Pause", "Status", "look_at_status", "networks_of", "status_of"]
