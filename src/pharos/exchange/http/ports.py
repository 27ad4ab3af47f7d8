"""The ports of a brand that is connected over HTTP: made once, and again when it is changed."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from pharos.exchange.chains.bitcoin import BitcoinSource
from pharos.exchange.chains.evm import EvmSource
from pharos.exchange.chains.evm_node import web3_at
from pharos.exchange.chains.port import ChainSource
from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.chains.reading import Endpoint
from pharos.exchange.chains.remote import RemoteNode
from pharos.exchange.chains.xrpl import XrplSource
from pharos.exchange.connections import Ports
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import actions_over, exchange_over
from pharos.exchange.http.clients import client_of
from pharos.exchange.models import Connection
from pharos.kernel.time import now

_made: dict[int, tuple[datetime, Ports]] = {}
_lock = threading.Lock()


def ports_over_http(connection: Connection) -> Ports:
    """Return the ports; connections and caches behind them are shared in this process."""
    with _lock:
        kept = _made.get(connection.brand_id)
        if kept is None or kept[0] != connection.changed_at:
            kept = connection.changed_at, _ports(connection)
            _made[connection.brand_id] = kept
        return kept[1]


def _ports(connection: Connection) -> Ports:
    client = client_of(connection)
    sources = [source_of(node) for node in connection.nodes]
    return Ports(exchange_over(client), Quorum(sources, now), actions_over(client))


def source_of(node: dict[str, Any]) -> ChainSource:
    """One node of a chain as the connection names it: `kind`, `name`, `url`, `network`."""
    kind, name, url = node["kind"], node["name"], node["url"]
    network = node.get("network", "")
    if kind == "remote":
        return RemoteNode(Caller(url), name)
    source, symbol = f"chain.{name}", node.get("symbol", "")
    endpoint = Endpoint(url, source=source)
    if kind == "evm":
        web3 = web3_at(endpoint)
        return EvmSource(web3, name=source, network=network, now=now, symbol=symbol)
    if kind == "bitcoin":
        return BitcoinSource(endpoint, network=network, now=now, symbol=symbol)
    if kind == "xrpl":
        return XrplSource(endpoint, network=network or "xrpl:0", now=now)
    raise ValueError(f"there is no kind of node {kind!r}")
