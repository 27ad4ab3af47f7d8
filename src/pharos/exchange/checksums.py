"""Checksums that no library of ours knows: each answers what it proves, or None."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

from base58_bech32.base58 import b58decode
from base58_bech32.exceptions import Base58Bech32Exception
from eth_hash.auto import keccak

NANO: Final = "13456789abcdefghijkmnopqrstuwxyz"
MONERO_BLOCK: Final = 11
# How many bytes so many characters of base58 stand for, in Monero's blocks.
MONERO_BYTES: Final = {0: 0, 2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}

_BASE32: Final = re.compile(r"[A-Z2-7]+")
_HEX: Final = re.compile(r"[0-9a-fA-F]+")


def ethereum(digits: str, chain: str = "") -> bool:
    """Whether capitals stand where the hash of the 40 digits puts them (EIP-55, EIP-1191)."""
    before = f"{chain}0x" if chain else ""
    mask = keccak(f"{before}{digits.lower()}".encode()).hex()
    return all(
        c.isdigit() or c.isupper() == (int(mark, 16) >= 8)  # noqa: PLR2004 - its highest bit
        for c, mark in zip(digits, mask, strict=False)
    )


def stellar(text: str) -> tuple[int, bytes] | None:
    """The kind and the payload of a strkey."""
    raw = _base32(text)
    if raw is None or len(raw) < 35 or _base32_of(raw) != text:  # noqa: PLR2004 - the shortest
        return None
    if binascii.crc_hqx(raw[:-2], 0) != int.from_bytes(raw[-2:], "little"):
        return None
    return raw[0], raw[1:-2]


def ton(text: str) -> bytes | None:
    """The flags, the workchain and the account of a user-friendly address."""
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        return None
    if len(raw) != 36 or binascii.crc_hqx(raw[:-2], 0) != int.from_bytes(raw[-2:], "big"):  # noqa: PLR2004 - its length
        return None
    return raw[:-2]


def algorand(text: str) -> bytes | None:
    raw = _base32(text)
    if raw is None or len(raw) != 36:  # noqa: PLR2004 - a key and four bytes
        return None
    return raw[:32] if hashlib.new("sha512_256", raw[:32]).digest()[-4:] == raw[32:] else None


def nem(text: str) -> int | None:
    """The network's number of a NEM address, or of the shorter one of its successor."""
    raw = _base32(text)
    if raw is None:
        return None
    if len(raw) == 25:  # noqa: PLR2004 - a version, twenty bytes and four
        return raw[0] if keccak(raw[:21])[:4] == raw[21:] else None
    if len(raw) == 24:  # noqa: PLR2004 - with three
        return raw[0] if hashlib.sha3_256(raw[:21]).digest()[:3] == raw[21:] else None
    return None


def nano(text: str) -> bool:
    """Whether the 60 characters after the prefix end in the checksum of those before."""
    if len(text) != 60 or text[0] not in "13" or any(c not in NANO for c in text):  # noqa: PLR2004
        return False
    number = 0
    for c in text:
        number = number * 32 + NANO.index(c)
    raw = number.to_bytes(38, "big")[1:]
    return hashlib.blake2b(raw[:32], digest_size=5).digest()[::-1] == raw[32:]


def waves(text: str) -> int | None:
    """The network's letter."""
    raw = plain_base58(text)
    if raw is None or len(raw) != 26 or raw[0] != 1:  # noqa: PLR2004 - its length
        return None
    first = hashlib.blake2b(raw[:22], digest_size=32).digest()
    return raw[1] if keccak(first)[:4] == raw[22:] else None


def ergo(text: str) -> int | None:
    """Network and kind, in one number."""
    raw = plain_base58(text)
    if raw is None or len(raw) < 38:  # noqa: PLR2004 - a kind, a key and four bytes
        return None
    return raw[0] if hashlib.blake2b(raw[:-4], digest_size=32).digest()[:4] == raw[-4:] else None


def filecoin(text: str) -> bool:
    """Whether `f1...` to `f3...` ends in the checksum of its payload."""
    raw = _base32(text[2:].upper())
    if raw is None or text[1:2] not in "123" or len(raw) not in {24, 52}:
        return False
    body = text[1:2].encode()
    kind = bytes([int(body)])
    return hashlib.blake2b(kind + raw[:-4], digest_size=4).digest() == raw[-4:]


def monero(text: str) -> int | None:
    """The network's number of an address of Monero or of its kin."""
    raw = b""
    for at in range(0, len(text), MONERO_BLOCK):
        block = text[at : at + MONERO_BLOCK]
        number = plain_base58(block.lstrip("1") or "1")
        size = MONERO_BYTES.get(len(block))
        if number is None or size is None:
            return None
        number = number.lstrip(b"\0")
        if len(number) > size:
            return None
        raw += number.rjust(size, b"\0")
    if len(raw) < 69 or keccak(raw[:-4])[:4] != raw[-4:]:  # noqa: PLR2004 - two keys and more
        return None
    return raw[0]


def byron(text: str) -> bool:
    """Whether this is Cardano's older address: a list of a tagged text of bytes and its CRC."""
    raw = plain_base58(text) if 50 <= len(text) <= 128 else None  # noqa: PLR2004 - none is longer
    if raw is None or raw[:3] != b"\x82\xd8\x18" or len(raw) < 10:  # noqa: PLR2004 - nothing in it
        return False
    size, start = (raw[4], 5) if raw[3] == 0x58 else (raw[3] - 0x40, 4)  # noqa: PLR2004 - lengths of CBOR
    body, rest = raw[start : start + size], raw[start + size :]
    if size < 1 or len(body) != size or rest[:1] != b"\x1a":
        return False
    return rest[1:] == binascii.crc32(body).to_bytes(4, "big")


def sia(text: str) -> bool:
    if len(text) != 76 or not _HEX.fullmatch(text):  # noqa: PLR2004 - a hash and six bytes
        return False
    raw = bytes.fromhex(text)
    return hashlib.blake2b(raw[:32], digest_size=32).digest()[:6] == raw[32:]


def plain_base58(text: str) -> bytes | None:
    """The bytes, unchecked."""
    try:
        return b58decode(text, max_length=256)
    except Base58Bech32Exception:
        return None


def _base32(text: str) -> bytes | None:
    if not _BASE32.fullmatch(text):
        return None
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None


def _base32_of(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def stellar_account(key: bytes) -> str:
    """The ordinary address of a key."""
    raw = bytes([6 << 3]) + key
    return _base32_of(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little"))
