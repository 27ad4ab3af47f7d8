from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator
from pharos.exchange.chains.coins import coin_of
from pharos.exchange.connecting.access import connection_to_change
from pharos.exchange.http.calling import checked_base
from pharos.exchange.models import Connection
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Invalid, NotFound
from pharos.kernel.time import now

# Of each kind, how the networks begin that it reads (CAIP-2); a remote reader says so itself.
KINDS: Final = {"evm": "eip155:", "bitcoin": "bip122:", "xrpl": "xrpl:", "remote": ""}
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
NETWORK: Final = re.compile(r"[a-z0-9-]{3,8}:[A-Za-z0-9_-]{1,32}")
MOST_READERS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a chain: a node or an explorer. `symbol` is the coin of an EVM network."""

    name: str
    kind: str
    url: str
    network: str = ""
    symbol: str = ""


@action
def add_reader(*, actor: Administrator, slug: str, reader: Reader) -> Connection:
    """Let one more node or explorer read a chain. Two of a network must agree for certainty.

    Refused: a kind that there is not (`reader_kind`), a name that is taken or no name
    (`reader_name`), a network that this kind does not read (`reader_network`), an address that we
    would not talk to (`reader_url`), a network whose coin nobody knows without saying what it is
    called (`reader_symbol`), more than forty (`readers_many`).
    """
    connection = connection_to_change(actor, slug)
    node = _checked(reader)
    if any(one.get("name") == node["name"] for one in connection.nodes):
        raise Conflict(_("There is a reader of this name already."), code="reader_name")
    if len(connection.nodes) >= MOST_READERS:
        raise Conflict(_("Forty readers are enough; remove one first."), code="readers_many")
    connection.nodes = [*connection.nodes, node]
    _keep(actor, connection, "exchange.reader_added", node["name"], (None, _told(node)))
    return connection


@action
def remove_reader(*, actor: Administrator, slug: str, name: str) -> Connection:
    """Ask this reader no more. Refused: one that is gone."""
    connection = connection_to_change(actor, slug)
    gone = [one for one in connection.nodes if one.get("name") == name]
    if not gone:
        raise NotFound(_("There is no such reader."))
    connection.nodes = [one for one in connection.nodes if one.get("name") != name]
    _keep(actor, connection, "exchange.reader_removed", name, (_told(gone[0]), None))
    return connection


def _checked(reader: Reader) -> dict[str, str]:
    if reader.kind not in KINDS:
        raise Invalid(_("There is no such kind of reader."), code="reader_kind")
    if not NAME.fullmatch(reader.name):
        raise Invalid(
            _("A name has small letters, digits and hyphens, at most forty."), code="reader_name"
        )
    node = asdict(reader) | {"url": _address(reader.url)}
    if reader.kind == "remote":
        return node | {"network": "", "symbol": ""}
    if not (reader.network.startswith(KINDS[reader.kind]) and NETWORK.fullmatch(reader.network)):
        raise Invalid(
            _("This kind reads networks that begin with %(prefix)s")
            % {"prefix": KINDS[reader.kind]},
            code="reader_network",
        )
    try:
        coin_of(reader.network, reader.symbol)
    except ValueError:
        raise Invalid(
            _("Say what the coin of this network is called."), code="reader_symbol"
        ) from None
    return node


def _address(url: str) -> str:
    try:
        return checked_base(url.strip())
    except ValueError:
        raise Invalid(
            _("We talk to an address that begins with https:// and has no user or hash in it."),
            code="reader_url",
        ) from None


def _told(node: dict[str, str]) -> str:
    """What the audit keeps: an address may carry a key in its path."""
    words = (node["kind"], node.get("network", ""), urlsplit(node["url"]).netloc)
    return " ".join(word for word in words if word)


def _keep(
    actor: Administrator,
    connection: Connection,
    what: str,
    name: str,
    change: tuple[str | None, str | None],
) -> None:
    connection.changed_at = now()
    connection.save(update_fields=["nodes", "changed_at"])
    brand = connection.brand
    record(
        actor,
        what,
        brand.name,
        brand_id=brand.pk,
        subject_id=connection.pk,
        change={name: change},
    )
