"""Asking an exchange what it offers, to see whether it can be reached. Outside any transaction."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pharos.brands.access import Administrator
from pharos.exchange.connections import ports_of
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError
from pharos.exchange.models import Connection
from pharos.exchange.operations import operations
from pharos.kernel.time import now

GROUNDS_FOR: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a try went. `refusal` is empty if there was an answer, `NOBODY` if nobody could be asked.

    `missing` are the questions of the contract that the exchange does not offer.
    """

    refusal: str = ""
    detail: str = ""
    version: str = ""
    offered: int = 0
    missing: tuple[str, ...] = ()


def tried(actor: Administrator, brand: str, connection: Connection) -> Trial:
    """Ask `meta`, also through a connection that is switched off."""
    on = copy.copy(connection)
    on.is_on = True
    try:
        ports = ports_of(on)
    except ValueError as error:
        return Trial(refusal="NOBODY", detail=str(error))
    if ports is None:
        return Trial(refusal="NOBODY")
    grounds = AccessContext(
        brand=brand,
        actor="agent",
        actor_id=str(actor.id or actor.name),
        purpose="diagnose",
        expires_at=now() + GROUNDS_FOR,
    )
    try:
        meta = ports.exchange.meta(grounds).data
    except ExchangeError as error:
        return Trial(refusal=error.refusal.value, detail=error.detail)
    asked = [name for name in operations() if name != "meta"]
    missing = tuple(name for name in asked if name not in meta.capabilities)
    return Trial(version=meta.api_version, offered=len(asked) - len(missing), missing=missing)
