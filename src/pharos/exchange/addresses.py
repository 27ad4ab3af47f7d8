"""What somebody pasted: transactions, addresses, numbers of cases and orders, mail addresses.

By content alone: nobody is asked to say which network it is. Secrets are never read as anything;
they are taken out first, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from pharos.exchange.checksums import plain_base58
from pharos.exchange.families import LONGEST, Reading, mistyped, readings_of
from pharos.kernel.ids import parse_case_number
from pharos.safety.screening import screen

Kind = Literal["txid", "address", "case", "order", "mail"]
Certainty = Literal["CERTAIN", "LIKELY", "POSSIBLE", "MISTYPED"]

# More than anybody pastes; the rest of such a text is not read.
MOST_CHARACTERS: Final = 20_000
MOST_FOUND: Final = 200

# Whose transactions are 64 hexadecimal digits: without and with 0x before them.
HEX_TXIDS: Final = ("bip122", "tron", "xrpl", "stellar", "cosmos", "tvm", "cip34", "monero")
PREFIXED_TXIDS: Final = ("eip155", "polkadot", "aptos")
# The XRP Ledger and Cosmos write capitals, and nobody else does.
CAPITALS: Final = frozenset({"xrpl", "cosmos"})

_WORD: Final = re.compile(r"[0-9A-Za-z][-0-9A-Za-z_:.@+/=?&#%~]{2,1000}")
_PARTS: Final = re.compile(r"[^/?=&#%~@]+")
_NETWORK: Final = re.compile(r"([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}):(.+)")
_SCHEME: Final = re.compile(r"[A-Za-z]{2,16}:(.+)")
_MARKER: Final = re.compile(r"\[removed:[a-z_]+\]")
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_CASE: Final = re.compile(
    r"(?<![0-9A-Za-z-])[0-9A-Za-z]{4}([- ]?)[0-9A-Za-z]{4}\1[0-9A-Za-z](?![0-9A-Za-z-])"
)
_HASH: Final = re.compile(r"(0x)?([0-9a-fA-F]{64})")
_NEARLY_HASH: Final = re.compile(r"0x[0-9a-fA-F]{60,68}|[0-9a-fA-F]{62,66}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ORDER: Final = re.compile(
    r"(?:ord|order|p2p|dep|deposit|wd|withdraw|withdrawal|fiat|trade)[-_][0-9A-Za-z][-0-9A-Za-z_]{1,62}",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d{9,24}")
# Hedera has had no other shard yet; shorter ones are versions of software.
_FIRST_SHARD: Final = re.compile(r"0\.0\.\d{3,12}(-[a-z]{5})?")
_BASE64_HASH: Final = re.compile(r"[-_+/0-9A-Za-z]{43}=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """One thing that a piece of the text may be. The same piece may come several times.

    `family` is a CAIP-2 namespace, or a chain's name where there is none. `networks` are those
    that the piece itself tells; none means any of the family. `checked`: a checksum proves it.
    `plain` is how it is looked up, `memo` what an address carries within it.
    CERTAIN is checked and can be nothing else. MISTYPED has the form, and its checksum is wrong.
    """

    kind: Kind
    text: str
    position: int
    certainty: Certainty
    family: str = ""
    networks: tuple[str, ...] = ()
    checked: bool = False
    plain: str = ""
    memo: str | None = None


class Piece(NamedTuple):
    text: str
    position: int
    networks: tuple[str, ...] = ()
    # Whether nothing else was pasted with it.
    is_alone: bool = False


def recognise(text: str) -> tuple[Recognised, ...]:
    """Everything that can be looked up, in the order of the text, the likeliest reading first.

    Positions are those in the text without its secrets, which is the text that is stored.
    """
    safe = screen(text[:MOST_CHARACTERS]).text
    taken: list[tuple[int, int]] = [match.span() for match in _MARKER.finditer(safe)]
    found: list[Recognised] = []
    for match, made in (*_mails(safe), *_cases(safe)):
        if not _overlaps(taken, match.start(), match.end()):
            taken.append(match.span())
            found.append(made)
    for word in _WORD.finditer(safe):
        if len(found) >= MOST_FOUND:
            break
        if not _overlaps(taken, word.start(), word.end()):
            found += _in_word(word, is_alone=word.group() == safe.strip())
    return tuple(sorted(found, key=lambda one: (one.position, ORDER.index(one.certainty))))


ORDER: Final[tuple[Certainty, ...]] = ("CERTAIN", "LIKELY", "POSSIBLE", "MISTYPED")


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < last and first < end for first, last in taken)


def _mails(text: str) -> Iterator[tuple[re.Match[str], Recognised]]:
    for match in _MAIL.finditer(text):
        yield (
            match,
            Recognised(
                kind="mail",
                text=match.group(),
                position=match.start(),
                certainty="LIKELY",
                plain=match.group().lower(),
            ),
        )


def _cases(text: str) -> Iterator[tuple[re.Match[str], Recognised]]:
    """Our own numbers. Without dashes one word in thousands passes for one, so it is less sure."""
    for match in _CASE.finditer(text):
        number = parse_case_number(match.group())
        if number is None or (not match[1] and match.group().isdigit()):
            continue
        made = Recognised(
            kind="case",
            text=match.group(),
            position=match.start(),
            certainty="CERTAIN" if match[1] == "-" else "LIKELY",
            checked=True,
            plain=number,
        )
        yield match, made


def _in_word(word: re.Match[str], *, is_alone: bool) -> list[Recognised]:
    """What a word is, or else what the parts of it are: a link, a URI, an account of CAIP-10."""
    whole = word.group().rstrip(".:-@+/?&#%~")
    for piece in _unwrapped(Piece(whole, word.start(), is_alone=is_alone)):
        if readings := _readings(piece):
            return readings
    parts = [
        piece
        for part in _PARTS.finditer(whole)
        for piece in _unwrapped(Piece(part.group().strip(".:-+"), word.start() + part.start()))
    ]
    found = [one for part in parts if part.text != whole for one in _readings(part)]
    return found or _nearly(Piece(whole, word.start()))


def _unwrapped(piece: Piece) -> Iterator[Piece]:
    """The piece, and what is left of it without a network or a scheme before it."""
    if match := _NETWORK.fullmatch(piece.text):
        yield Piece(match[2], piece.position + match.start(2), (match[1],))
    yield piece
    if match := _SCHEME.fullmatch(piece.text):
        yield Piece(match[1], piece.position + match.start(1))


def _readings(piece: Piece) -> list[Recognised]:
    if len(piece.text) > LONGEST:
        return []
    addresses = [
        one
        for one in readings_of(piece.text)
        if piece.is_alone or one.family not in WORDS or _FIRST_SHARD.fullmatch(piece.text)
        if not piece.networks or piece.networks[0].partition(":")[0] == one.family
    ]
    found = [*_txids(piece), *(_address(piece, one, addresses) for one in addresses)]
    return found or list(_orders(piece))


# Families whose addresses look like words or like versions of software.
WORDS: Final = frozenset({"hedera", "antelope"})


def _address(piece: Piece, one: Reading, among: list[Reading]) -> Recognised:
    families = {other.family for other in among if other.checked or not one.checked}
    certainty: Certainty = "POSSIBLE"
    if one.checked:
        certainty = "CERTAIN" if len(families) == 1 and not one.is_shared else "LIKELY"
    elif not one.is_shared and len(among) == 1:
        certainty = "LIKELY"
    return Recognised(
        kind="address",
        text=piece.text,
        position=piece.position,
        certainty=certainty,
        family=one.family,
        networks=piece.networks or one.networks,
        checked=one.checked,
        plain=one.plain or piece.text,
        memo=one.memo,
    )


def _txids(piece: Piece) -> Iterator[Recognised]:
    """Hashes have no checksum: their form tells the families, and nothing tells them apart."""
    text = piece.text
    if match := _HASH.fullmatch(text):
        yield from _hex_txids(piece, match)
    elif _BASE64_HASH.fullmatch(text):
        yield _txid(piece, "tvm", "LIKELY", text)
    elif 86 <= len(text) <= 88 and (raw := plain_base58(text)) and len(raw) == 64:  # noqa: PLR2004 - a signature
        yield _txid(piece, "solana", "LIKELY", text)


def _hex_txids(piece: Piece, match: re.Match[str]) -> Iterator[Recognised]:
    digits = match[2]
    if match[1]:
        for family in PREFIXED_TXIDS:
            certainty: Certainty = "LIKELY" if family == "eip155" else "POSSIBLE"
            yield _txid(piece, family, certainty, piece.text.lower())
        return
    in_capitals = digits.isupper()
    for family in (*HEX_TXIDS, "eip155"):
        plain = digits.upper() if family in CAPITALS else digits.lower()
        is_likely = in_capitals and family in CAPITALS
        certainty = "LIKELY" if is_likely else "POSSIBLE"
        yield _txid(piece, family, certainty, f"0x{plain}" if family == "eip155" else plain)


def _txid(piece: Piece, family: str, certainty: Certainty, plain: str) -> Recognised:
    return Recognised(
        kind="txid",
        text=piece.text,
        position=piece.position,
        certainty=certainty,
        family=family,
        networks=piece.networks,
        plain=plain,
    )


def _orders(piece: Piece) -> Iterator[Recognised]:
    certainty: Certainty = "POSSIBLE" if _DIGITS.fullmatch(piece.text) else "LIKELY"
    if any(form.fullmatch(piece.text) for form in (_DIGITS, _UUID, _ORDER)):
        yield Recognised(
            kind="order",
            text=piece.text,
            position=piece.position,
            certainty=certainty,
            plain=piece.text,
        )


def _nearly(piece: Piece) -> list[Recognised]:
    """What has the form of an address or a hash, and is not quite one."""
    family = mistyped(piece.text)
    kind: Kind = "address" if family else "txid"
    if family is None and not _NEARLY_HASH.fullmatch(piece.text):
        return []
    return [
        Recognised(
            kind=kind,
            text=piece.text,
            position=piece.position,
            certainty="MISTYPED",
            family=family or ("eip155" if piece.text.startswith("0x") else ""),
        )
    ]
