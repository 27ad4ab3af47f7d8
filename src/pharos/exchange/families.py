"""Families of addresses: which a word may belong to, and whether its checksum proves it.

A family is named by its CAIP-2 namespace where it has one. What each kind of address is made of
stands in `families.yaml`; checksums are those of base58-bech32 and of `checksums.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from base58_bech32.base58 import b58decode_check
from base58_bech32.bech32 import BECH32_1_CONST, BECH32_M_CONST, bech32_decode, convertbits
from base58_bech32.cashaddr import cashaddr_decode
from base58_bech32.exceptions import Base58Bech32Exception
from base58_bech32.ss58 import ss58_decode

from pharos.exchange import checksums
from pharos.exchange.chains.xrpl_addresses import account_of

LONGEST: Final = 128
HASH: Final = 20
KEY: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing that an address may be. `plain` is how it is looked up; empty: as it stands.

    `networks` are those that the address itself names; none means any of the family.
    """

    family: str
    networks: tuple[str, ...] = ()
    checked: bool = True
    plain: str = ""
    memo: str | None = None
    # Others have addresses of exactly this form.
    is_shared: bool = False


def readings_of(text: str) -> tuple[Reading, ...]:
    """Everything that this word may be as an address; nothing if no checksum allows it."""
    if not 3 < len(text) <= LONGEST or not text.isascii():  # noqa: PLR2004 - no family is shorter
        return ()
    found: dict[tuple[str, tuple[str, ...]], Reading] = {}
    for reader in READERS:
        for reading in reader(text):
            found.setdefault((reading.family, reading.networks), reading)
    return tuple(found.values())


def families_of(text: str) -> frozenset[str]:
    """The names of the families that an address may belong to."""
    return frozenset(reading.family for reading in readings_of(text))


def mistyped(text: str) -> str | None:
    """The family whose form this has in every respect but one: its checksum or its length."""
    if len(text) > LONGEST:
        return None
    family = next((family for family, form in _forms() if form.fullmatch(text)), None)
    return None if family is None or readings_of(text) else family


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((family, re.compile(form)) for family, form in _table()["forms"].items())


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("families.yaml").read_text())
    return loaded


def _ethereum(text: str) -> Iterator[Reading]:
    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", text):
        return
    digits = text[2:]
    read = Reading(family="eip155", plain=text.lower())
    if digits in {digits.lower(), digits.upper()}:
        yield replace(read, checked=False)
    elif checksums.ethereum(digits):
        yield read
    for chain in _table()["own_capitals"]:
        if digits != digits.lower() and checksums.ethereum(digits, str(chain)):
            yield replace(read, networks=(f"eip155:{chain}",))


def _base58(text: str) -> Iterator[Reading]:
    """A version and a payload: Bitcoin and its like, TRON, Tezos."""
    try:
        raw = b58decode_check(text)
    except Base58Bech32Exception:
        return
    listed = _table()["base58"]
    for size in (1, 2, 3):
        if len(raw) == size + HASH:
            rows = listed.get(raw[:size].hex())
            if rows is None and size < 3:  # noqa: PLR2004 - nobody of Bitcoin's like has three
                yield Reading(family="bip122", is_shared=True)
            for row in rows or ():
                yield _of_row(row)


def _of_row(row: dict[str, Any]) -> Reading:
    networks = tuple(row.get("networks", ()))
    return Reading(family=row["family"], networks=networks, is_shared=len(networks) != 1)


def _segwit(text: str) -> Iterator[Reading]:
    decoded = _bech32(text)
    if decoded is None or decoded[0] not in _table()["segwit"] or not decoded[1]:
        return
    prefix, values, constant = decoded
    version, program = values[0], _bytes(values[1:])
    right = BECH32_M_CONST if version else BECH32_1_CONST
    if program is None or version > 16 or constant != right or not 2 <= len(program) <= 40:  # noqa: PLR2004 - BIP-141
        return
    if version or len(program) in {HASH, KEY}:
        networks = tuple(_table()["segwit"][prefix])
        yield Reading(family="bip122", networks=networks, plain=text.lower())


def _prefixed(text: str) -> Iterator[Reading]:
    """Bech32 with a chain's own prefix: Cosmos and its like, Cardano, and single chains."""
    decoded = _bech32(text)
    if decoded is None or decoded[0] in _table()["segwit"]:
        return
    prefix, values, constant = decoded
    payload = _bytes(values)
    if payload is None:
        return
    row = _table()["bech32"].get(prefix)
    if row is None:
        # A prefix that nobody listed, with what such accounts have: perhaps a new chain's.
        if constant == BECH32_1_CONST and len(payload) == HASH:
            yield Reading(family="cosmos", is_shared=True, plain=text.lower())
    elif len(payload) in row["sizes"] and payload[0] >> 4 in row.get("kinds", range(16)):
        networks = tuple(row.get("networks", ()))
        yield Reading(family=row["family"], networks=networks, plain=text.lower())


def _bech32(text: str) -> tuple[str, list[int], int] | None:
    try:
        return bech32_decode(text.rpartition("-")[2], limit=LONGEST)
    except Base58Bech32Exception:
        return None


def _bytes(values: list[int]) -> bytes | None:
    try:
        return bytes(convertbits(values, 5, 8, pad=False))
    except Base58Bech32Exception:
        return None


def _cash(text: str) -> Iterator[Reading]:
    for prefix, networks in _table()["cash"].items():
        try:
            _, kind, digest = cashaddr_decode(text, prefix=prefix)
        except Base58Bech32Exception:
            continue
        if kind < 4 and len(digest) in {HASH, KEY}:  # noqa: PLR2004 - keys and scripts, with tokens
            plain = text.lower() if ":" in text else f"{prefix}:{text.lower()}"
            yield Reading(family="bip122", networks=tuple(networks), plain=plain)


def _ripple(text: str) -> Iterator[Reading]:
    account = account_of(text)
    if account is None:
        return
    tag = None if account.tag is None else str(account.tag)
    if text == account.address:
        yield Reading(family="xrpl")
    else:
        network = "xrpl:1" if account.is_test else "xrpl:0"
        yield Reading(family="xrpl", networks=(network,), plain=account.address, memo=tag)


def _stellar(text: str) -> Iterator[Reading]:
    """Accounts (G), contracts (C), and accounts with a number of their own within (M)."""
    found = checksums.stellar(text)
    if found is None:
        return
    kind, payload = found
    if kind in {6 << 3, 2 << 3} and len(payload) == KEY:
        yield Reading(family="stellar")
    elif kind == 12 << 3 and len(payload) == KEY + 8:
        plain = checksums.stellar_account(payload[:KEY])
        memo = str(int.from_bytes(payload[KEY:], "big"))
        yield Reading(family="stellar", plain=plain, memo=memo)


def _ton(text: str) -> Iterator[Reading]:
    if re.fullmatch(r"(?:-1|0):[0-9a-fA-F]{64}", text):
        yield Reading(family="tvm", checked=False, plain=text.lower())
    raw = checksums.ton(text) if len(text) == 48 else None  # noqa: PLR2004 - its length
    if raw is not None and raw[0] & 0x7F in {0x11, 0x51} and raw[1] in {0, 0xFF}:
        network = "tvm:-3" if raw[0] & 0x80 else "tvm:-239"
        yield Reading(family="tvm", networks=(network,))


def _polkadot(text: str) -> Iterator[Reading]:
    if not 46 <= len(text) <= 50:  # noqa: PLR2004 - a prefix, a key and two bytes
        return
    try:
        prefix, payload = ss58_decode(text)
    except Base58Bech32Exception:
        return
    if len(payload) == KEY:
        networks = tuple(_table()["ss58"].get(prefix, ()))
        yield Reading(family="polkadot", networks=networks)


def _solana(text: str) -> Iterator[Reading]:
    raw = checksums.plain_base58(text) if 32 <= len(text) <= 44 else None  # noqa: PLR2004 - a key's
    if raw is not None and len(raw) == KEY:
        yield Reading(family="solana", checked=False)


def _move(text: str) -> Iterator[Reading]:
    if re.fullmatch(r"0x[0-9a-fA-F]{64}", text):
        for family in ("aptos", "sui"):
            yield Reading(family=family, checked=False, is_shared=True, plain=text.lower())


def _monero(text: str) -> Iterator[Reading]:
    if not 94 <= len(text) <= 110:  # noqa: PLR2004 - plain, and with a payment id within
        return
    row = _table()["monero"].get(checksums.monero(text))
    if row:
        yield Reading(family=row)


def _numbered(text: str) -> Iterator[Reading]:
    """Those whose checksum gives a number or a letter that tells the network."""
    for name, read in (
        ("nem", checksums.nem),
        ("waves", checksums.waves),
        ("ergo", checksums.ergo),
    ):
        number = read(text)
        if number is not None and number in _table()[name]:
            yield Reading(family=name)


def _proved(text: str) -> Iterator[Reading]:
    """Those with a checksum and nothing else to tell."""
    if checksums.algorand(text) is not None:
        yield Reading(family="algorand")
    if re.fullmatch(r"(?:xrb|nano)_[a-z0-9]{60}", text) and checksums.nano(text[-60:]):
        yield Reading(family="nano", plain=f"nano_{text[-60:]}")
    if re.fullmatch(r"[ft][123][a-z2-7]{30,90}", text) and checksums.filecoin(text):
        yield Reading(family="fil")
    if checksums.byron(text):
        yield Reading(family="cip34")
    if checksums.sia(text):
        yield Reading(family="sia")


def _by_form(text: str) -> Iterator[Reading]:
    """Those that have a form and no checksum, or one that is not computed here."""
    for family, form in _table()["unchecked"].items():
        if re.fullmatch(form, text):
            yield Reading(family=family, checked=False, is_shared=True)


Reader = Callable[[str], Iterator[Reading]]
READERS: Final[tuple[Reader, ...]] = (
    _ethereum,
    _base58,
    _segwit,
    _prefixed,
    _cash,
    _ripple,
    _stellar,
    _ton,
    _polkadot,
    _monero,
    _numbered,
    _proved,
    _solana,
    _move,
    _by_form,
)
