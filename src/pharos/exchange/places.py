"""Addresses and contracts as they are compared: one place may be written in two ways."""

from __future__ import annotations


def same_place(network: str, one: str | None, other: str | None) -> bool:
    """Whether both name one address or contract of this network.

    On EVM chains capitals are a checksum and no part of it; elsewhere they tell places apart.
    """
    if one is None or other is None:
        return one is other
    if network.startswith("eip155:"):
        return one.casefold() == other.casefold()
    return one == other
