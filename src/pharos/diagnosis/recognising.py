"""From what somebody wrote to what can be looked up: hashes, addresses, numbers of orders."""

from __future__ import annotations

from typing import Final

from pharos.exchange.addresses import recognise

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
