"""X-addresses of the XRP Ledger: an account and its destination tag in one word."""

from __future__ import annotations

from typing import Final, NamedTuple

from base58_bech32.base58 import b58decode_check, b58encode_check
from base58_bech32.exceptions import Base58Bech32Exception

ALPHABET: Final = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
ACCOUNT: Final = b"\0"
LIVE, TEST = b"\x05\x44", b"\x04\x93"
# A prefix of two, the account of twenty, a flag, and eight bytes of which four are the tag.
LENGTH: Final = 31


class Account(NamedTuple):
    """An account as every other address writes it, and the tag that came with it."""

    address: str
    tag: int | None = None
    is_test: bool = False


def account_of(text: str) -> Account | None:
    """The account that an address or an X-address stands for; None if it is neither."""
    try:
        raw = b58decode_check(text, alphabet=ALPHABET)
    except Base58Bech32Exception:
        return None
    if len(raw) == 21 and raw[:1] == ACCOUNT:  # noqa: PLR2004 - a version and twenty bytes
        return Account(text)
    return _unpacked(raw) if len(raw) == LENGTH else None


def _unpacked(raw: bytes) -> Account | None:
    prefix, account, flag, tag, rest = raw[:2], raw[2:22], raw[22], raw[23:27], raw[27:]
    number = int.from_bytes(tag, "little")
    if prefix not in {LIVE, TEST} or flag > 1 or any(rest) or (not flag and number):
        return None
    address = b58encode_check(ACCOUNT + account, alphabet=ALPHABET).decode("ascii")
    return Account(address, number if flag else None, prefix == TEST)
