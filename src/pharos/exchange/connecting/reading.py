"""Asking a reader of a chain for its newest block, to see whether it reads. In no transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.exchange.chains.port import Tip
from pharos.exchange.errors import ExchangeError
from pharos.exchange.models import Connection
from pharos.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one reader said of one network; `refusal` is empty where it answered."""

    name: str
    network: str = ""
    height: int = 0
    at: datetime | None = None
    refusal: str = ""
    detail: str = ""


def read_tip(connection: Connection, name: str) -> Read:
    """Ask one reader for the newest block that it has. Raises `NotFound` if it is gone."""
    node = next((one for one in connection.nodes if one.get("name") == name), None)
    if node is None:
        raise NotFound(_("There is no such reader."))
    from pharos.exchange.http.ports import source_of  # the chains' libraries take their time

    source = source_of(node)
    networks = sorted(source.networks)
    network = node.get("network") or (networks[0] if networks else "")
    try:
        tip: Tip = source.tip(network).data
    except ExchangeError as error:
        refusal, detail = error.refusal.value, error.detail
        return Read(name=name, network=network, refusal=refusal, detail=detail)
    return Read(name=name, network=network, height=tip.height, at=tip.at)
