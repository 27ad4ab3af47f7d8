"""From what somebody wrote to what can be looked up: hashes, addresses, numbers of orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from pharos.exchange.addresses import Recognised, recognise

# What a recognised piece is called among the inputs, and how sure one must be of it.
NAMES: Final = {"txid": "txid", "address": "address", "order": "order"}
SURE: Final = frozenset({"CERTAIN", "LIKELY", "POSSIBLE"})


def inputs_in(text: str) -> dict[str, str]:
    """Return the inputs that the text names, the first of each kind. Empty if there are none.

    A piece that may be a transaction is one: what it is of, the chains tell. What only looks like
    an address besides is none then.
    """
    found: dict[str, str] = {}
    taken: set[int] = set()
    for one in recognise(text):
        name = NAMES.get(one.kind)
        if name is None or one.certainty not in SURE or one.position in taken:
            continue
        if found.setdefault(name, one.text) == one.text:
            taken.add(one.position)
    return found


# Whose address it is, in the names that people have for it; an unknown family is not named.
FAMILIES: Final = {
    "bip122": "Bitcoin",
    "eip155": "Ethereum",
    "tron": "TRON",
    "xrpl": "XRP Ledger",
    "stellar": "Stellar",
    "solana": "Solana",
    "cosmos": "Cosmos",
    "tvm": "TON",
    "polkadot": "Polkadot",
    "cip34": "Cardano",
    "tezos": "Tezos",
    "monero": "Monero",
    "aptos": "Aptos",
}

# By kind, whether it is mistyped, and whether it can be said whose it is.
WORDS: Final = {
    ("address", False, True): _("We recognise an address of %(network)s."),
    ("address", False, False): _("We recognise an address."),
    ("address", True, True): _("This looks like an address of %(network)s with a slip in it."),
    ("txid", False, False): _("We recognise a transaction."),
    ("txid", True, False): _("This looks like a transaction with a slip in it."),
    ("order", False, False): _("We recognise the number of an order."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a text names, in one sentence; `slip` if something in it is mistyped."""

    words: str = ""
    slip: bool = False


def recognised(text: str) -> Named:
    """Say what the text names, in the language that is in use; without words if it names nothing.

    The first piece that can be looked up, or that is nearly one: what is mistyped can be mended
    before it is sent. Digits alone may be anything.
    """
    found = recognise(text)
    for one in found:
        readings = [other for other in found if other.position == one.position]
        if said := _said(readings):
            return Named(words=said, slip=one.certainty == "MISTYPED")
    return Named()


def _said(readings: list[Recognised]) -> str:
    first = readings[0]
    if first.kind == "order" and first.certainty == "POSSIBLE":
        return ""
    where = {FAMILIES.get(one.family, "") for one in readings}
    named = where.pop() if first.kind == "address" and len(where) == 1 else ""
    words = WORDS.get((first.kind, first.certainty == "MISTYPED", bool(named)), "")
    return gettext(words) % {"network": named} if words else ""
