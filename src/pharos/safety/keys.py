"""Private keys, told from the hashes, addresses and numbers that support cannot do without.

Most formats prove themselves by a prefix and a checksum. Sixty-four hexadecimal digits are as
likely a transaction hash, and eighty-eight characters of base58 a signature of Solana: these are
taken for a key only where the words nearest to them say so, or where the key's own arithmetic
does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pharos.safety.base58 import BITCOIN, RIPPLE, checked, decoded
from pharos.safety.cues import says_key
from pharos.safety.findings import Span

SHORTEST_KEY: Final = 29
MOST_NUMBERS: Final = 64

_LONG: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{29,130}(?![0-9A-Za-z])")
_HEX: Final = re.compile(r"(?:0[xX])?(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
EXTENDED: Final = re.compile(r"(?:[xyztuvYZUV]prv|Ltpv|Mtpv|dgpv)[1-9A-HJ-NP-Za-km-z]{100,112}")
_WIF_LIKE: Final = re.compile(r"[5KLcQT9][1-9A-HJ-NP-Za-km-z]{50,51}")
_STELLAR: Final = re.compile(r"S[A-Z2-7]{55}")
_TEZOS: Final = re.compile(r"(?:edsk|spsk|p2sk|edesk|spesk|p2esk)[1-9A-HJ-NP-Za-km-z]{50,94}")
NUMBERS: Final = re.compile(r"\[\s{0,4}\d{1,3}(?:\s{0,4},\s{0,4}\d{1,3}){31,63}\s{0,4}\]")
PEM: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END: Final = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")


def private_keys(text: str) -> list[Span]:
    """Where private keys stand."""
    found = [
        Span(match.start(), match.end(), "private_key")
        for match in _LONG.finditer(text)
        if _proves_itself(match.group()) or (_may_be(match.group()) and says_key(text, match))
    ]
    if "PRIVATE KEY" in text:
        found += _pem_blocks(text)
    if "[" in text and text.count(",") >= MOST_NUMBERS // 2 - 1:
        found += _byte_lists(text)
    return found


def _proves_itself(token: str) -> bool:
    return (
        _is_wif(token)
        or EXTENDED.fullmatch(token) is not None
        or _is_stellar_seed(token)
        or _is_ripple_seed(token)
        or _is_tezos_secret(token)
        or _is_solana_pair(token)
    )


def _may_be(token: str) -> bool:
    """Whether the shape is that of a key, and of other things too."""
    if _HEX.fullmatch(token) or _WIF_LIKE.fullmatch(token):
        return True
    raw = decoded(token) if 43 <= len(token) <= 88 else None  # noqa: PLR2004
    return raw is not None and len(raw) in {32, 64}


def _is_wif(token: str) -> bool:
    """A key for import into a wallet, of any coin; or one under a password (BIP-38)."""
    if len(token) not in {51, 52, 58}:
        return False
    payload = checked(token)
    if payload is None:
        return False
    compressed = len(payload) == 34 and payload[-1] == 1  # noqa: PLR2004
    return compressed or len(payload) in {33, 39}


def _is_stellar_seed(token: str) -> bool:
    if not _STELLAR.fullmatch(token):
        return False
    raw = base64.b32decode(token)
    return binascii.crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "little")


def _is_ripple_seed(token: str) -> bool:
    if not (token.startswith("s") and len(token) in {29, 31}):
        return False
    payload = checked(token, RIPPLE)
    return payload is not None and len(payload) in {17, 19}


def _is_tezos_secret(token: str) -> bool:
    return _TEZOS.fullmatch(token) is not None and checked(token, BITCOIN) is not None


def _is_solana_pair(token: str) -> bool:
    raw = decoded(token) if 64 <= len(token) <= 88 else None  # noqa: PLR2004
    return raw is not None and _is_pair(raw)


def _is_pair(raw: bytes) -> bool:
    """Whether the second half is the public key of the first."""
    if len(raw) != 64:  # noqa: PLR2004
        return False
    public = Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key()
    return public.public_bytes_raw() == raw[32:]


def _pem_blocks(text: str) -> Iterator[Span]:
    """Each block to its last line; a block cut short goes to the end of the text."""
    at = 0
    while begin := PEM.search(text, at):
        end = _PEM_END.search(text, begin.end())
        at = end.end() if end else len(text)
        yield Span(begin.start(), at, "private_key")


def _byte_lists(text: str) -> Iterator[Span]:
    """A key as a list of numbers, the way Solana's tools write it to a file."""
    for match in NUMBERS.finditer(text):
        numbers = [int(number) for number in re.findall(r"\d+", match.group())]
        if max(numbers) > 255:  # noqa: PLR2004
            continue
        if _is_pair(bytes(numbers)) or (len(numbers) in {32, 64} and says_key(text, match)):
            yield Span(match.start(), match.end(), "private_key")
