"""Base58 with its checksum: how Bitcoin, Tezos and the XRP Ledger write keys and addresses."""

from __future__ import annotations

import hashlib
from typing import Final

BITCOIN: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE: Final = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
LONGEST: Final = 128

_PLACES: Final = {
    alphabet: {ord(c): place for place, c in enumerate(alphabet)} for alphabet in (BITCOIN, RIPPLE)
}


def decoded(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """The bytes, or None where a character is not of the alphabet."""
    if len(text) > LONGEST:
        return None
    places = _PLACES[alphabet]
    number = 0
    for c in text:
        place = places.get(ord(c))
        if place is None:
            return None
        number = number * 58 + place
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def checked(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """The bytes without their checksum, or None where it does not hold."""
    raw = decoded(text, alphabet)
    if raw is None or len(raw) <= 4:  # noqa: PLR2004
        return None
    payload, checksum = raw[:-4], raw[-4:]
    twice = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    return payload if twice[:4] == checksum else None
