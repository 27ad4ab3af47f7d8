"""From a brand's connection to the ports: the exchange and the chains that it is asked through."""

# lint: allow objects (the room's only row, found by its brand)

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from pharos.brands.models import Brand
from pharos.exchange.actions import ExchangeActions
from pharos.exchange.chains.port import Chains
from pharos.exchange.models import Connection
from pharos.exchange.port import Exchange


@dataclass(frozen=True, slots=True)
class Ports:
    """Whom to ask for one brand. Without `actions` nothing can be requested of the exchange."""

    exchange: Exchange
    chains: Chains
    actions: ExchangeActions | None = None


# Worlds inside this process, by the name that a connection's `url` has.
_inside: dict[str, Callable[[], Ports]] = {}


def offer_inside(name: str, ports: Callable[[], Ports]) -> None:
    """Let connections of kind `inside` with this name reach these ports."""
    _inside[name] = ports


def ports_of(connection: Connection) -> Ports | None:
    """Return the ports of a brand's connection, None if nothing is behind it."""
    if not connection.is_on:
        return None
    if connection.kind == Connection.Kind.INSIDE:
        made = _inside.get(connection.url)
        return made() if made else None
    from pharos.exchange.http.ports import ports_over_http

    return ports_over_http(connection)


def actions_of(connection: Connection) -> ExchangeActions | None:
    """Return what a brand's exchange can be asked through, None if nothing is behind it.

    Somebody may wait for it whose account is open to a stranger: nothing of chains is loaded.
    """
    if not connection.is_on:
        return None
    if connection.kind == Connection.Kind.INSIDE:
        made = _inside.get(connection.url)
        return made().actions if made else None
    from pharos.exchange.http.client import actions_over
    from pharos.exchange.http.clients import client_of

    return actions_over(client_of(connection))


def connected_brands(brand_ids: Collection[int]) -> list[Brand]:
    """Return which of these brands have an exchange that is on. Runs inside their scope."""
    connected = Connection.objects.filter(brand_id__in=brand_ids, is_on=True)
    return list(Brand.objects.filter(pk__in=connected.values("brand_id")).order_by("pk"))


def connection_of(brand_id: int) -> Connection | None:
    """Return the brand's connection, if it has one that is on. Runs inside its scope."""
    return Connection.objects.filter(brand_id=brand_id, is_on=True).first()
