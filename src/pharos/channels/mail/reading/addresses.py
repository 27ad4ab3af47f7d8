"""Who a mail names. Written here since the standard library's own takes `a@x <b@y>` for `a@x`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pharos.channels.mail.reading.bounds import MOST_ADDRESSES
from pharos.channels.mail.reading.headers import as_text, unfolded_words
from pharos.channels.mail.reading.mail import Address

_PIECE: Final = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|<[^<>]*>|[(),;:]|[^"<>(),;:\\]+|.', re.DOTALL
)
# Before the `@` stand more than 64 letters where a server on the way has put a name within a name.
_ADDRESS: Final = re.compile(r"[^\s@<>\"(),;:\\]{1,250}@[^\s@<>\"(),;:\\]{1,253}")
_QUOTED_LOCAL: Final = re.compile(r'"((?:[^"\\]|\\.){1,64})"@([^\s@<>"(),;:\\]{1,253})')


def addresses_of(raw: str, hint: str = "") -> tuple[Address, ...]:
    """The addresses in a header, in order. What has none in it is left out."""
    found: list[Address] = []
    for pieces in _mailboxes(as_text(raw, hint, may_guess=True)):
        if (address := _mailbox(pieces)) is not None:
            found.append(address)
        if len(found) >= MOST_ADDRESSES:
            break
    return tuple(found)


def bare_address(text: str) -> str:
    """One address with its domain in small letters; "" if it is none."""
    # White space is a slip, but within quotes it is part of the name.
    plain = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda one: one[1] or "", text)
    plain = plain.removeprefix("mailto:")
    if not (_ADDRESS.fullmatch(plain) or _QUOTED_LOCAL.fullmatch(plain)):
        return ""
    local, _, domain = plain.rpartition("@")
    domain = _coded(domain.strip(".").lower())
    return f"{local}@{domain}" if domain else ""


def _coded(domain: str) -> str:
    """A domain as servers know it (IDNA), so that both its forms are one; what is none stays."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return domain


def _mailboxes(text: str) -> Iterator[list[str]]:
    """The header cut at commas and semicolons, but not within quotes, angles and comments."""
    pieces: list[str] = []
    depth = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        depth = max(0, depth + (piece == "(") - (piece == ")"))
        if depth == 0 and piece in (",", ";"):
            yield pieces
            pieces = []
        elif depth == 0 and piece == ":" and not _holds_address(pieces):
            pieces = []  # the name of a group
        else:
            pieces.append(piece)
    yield pieces


def _holds_address(pieces: list[str]) -> bool:
    return any("@" in piece for piece in pieces)


def _mailbox(pieces: list[str]) -> Address | None:
    """`Name <address>`, `address (Name)`, or an address alone."""
    angled = [piece[1:-1] for piece in pieces if piece[0] == "<" and piece[-1] == ">"]
    for inside in reversed(angled):
        if address := bare_address(_decoded(inside)):
            return Address(address=address, name=_name(pieces))
    plain, comment = _without_comments(pieces)
    text = _decoded("".join(plain))
    if address := bare_address(text):
        return Address(address=address, name=_decoded(comment))
    near = _ADDRESS.search(text)
    address = bare_address(near[0]) if near else ""
    return Address(address=address, name=_decoded(comment)) if address else None


def _name(pieces: list[str]) -> str:
    plain, comment = _without_comments([piece for piece in pieces if piece[0] != "<"])
    name = "".join(_unquoted(piece) for piece in plain)
    return _decoded(" ".join(name.split()) or comment).strip("\"' ")


def _without_comments(pieces: list[str]) -> tuple[list[str], str]:
    plain: list[str] = []
    comment: list[str] = []
    depth = 0
    for piece in pieces:
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        else:
            (comment if depth else plain).append(piece)
    return plain, " ".join("".join(comment).split())


def _unquoted(piece: str) -> str:
    if len(piece) > 1 and piece[0] == piece[-1] == '"':
        return re.sub(r"\\(.)", r"\1", piece[1:-1])
    return piece


def _decoded(text: str) -> str:
    return unfolded_words(text) if "=?" in text else text.strip()
