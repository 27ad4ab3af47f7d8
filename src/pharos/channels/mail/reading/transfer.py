"""From what was transferred to the bytes of a part: base64, quoted-printable, uuencode."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass
from typing import Final

_OTHERS: Final = re.compile(rb"[^A-Za-z0-9+/=]")
_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*={0,3}")
# Words are shorter than a line of base64.
_LONG_LINE: Final = re.compile(rb"[A-Za-z0-9+/]{40}")
_UU_BEGIN: Final = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_PLAIN: Final = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"})


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a part. `rest` is what stood behind them and is in no such encoding."""

    data: bytes
    rest: bytes = b""
    is_broken: bool = False


def content_of(transferred: bytes, encoding: str) -> Content:
    """The bytes that were meant. What cannot be decoded at all comes back as it is, broken."""
    name = encoding.strip().strip("\"'").lower().partition(";")[0].split(" ")[0]
    if name == "base64":
        return _from_base64(transferred)
    if name in ("quoted-printable", "quoted_printable"):
        return _from_quoted(transferred)
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _from_uu(transferred)
    return Content(transferred, is_broken=name not in _PLAIN)


def from_base64(text: bytes) -> bytes | None:
    """As much as can be decoded, missing or wrong padding or not; None if that is nothing."""
    letters = _OTHERS.sub(b"", text).rstrip(b"=").replace(b"=", b"")
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    try:
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)) if whole else None
    except binascii.Error:
        return None


def _from_base64(transferred: bytes) -> Content:
    """Up to the first line that is no base64: what follows was added by somebody on the way."""
    packed = transferred.translate(None, b" \t\r\n")
    try:
        return Content(binascii.a2b_base64(packed, strict_mode=True) if packed else b"")
    except binascii.Error:
        pass
    end = _ends_at(transferred)
    head, rest = transferred[:end], transferred[end:]
    is_likely = len(head) >= len(rest) or b"=" in head or _LONG_LINE.search(head)
    data = from_base64(head) if is_likely else None
    if data is None:
        # A label that is wrong, or bytes that were damaged from the beginning.
        return Content(transferred, is_broken=True)
    return Content(data, rest=rest if rest.strip() else b"", is_broken=True)


def _ends_at(transferred: bytes) -> int:
    """Where the lines end that hold nothing but base64."""
    at = 0
    for match in _LINE.finditer(transferred):
        if not _BASE64.fullmatch(match[0].strip()):
            break
        at = match.end()
    return at


def _from_quoted(transferred: bytes) -> Content:
    """Never fails: what is no escape stays as it stands."""
    bad = re.search(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)", transferred)
    return Content(quopri.decodestring(transferred), is_broken=bad is not None)


def _from_uu(transferred: bytes) -> Content:
    begin = _UU_BEGIN.search(transferred)
    if begin is None:
        return Content(transferred, is_broken=True)
    data = bytearray()
    for line in transferred[begin.end() :].splitlines():
        if line.strip() == b"end":
            return Content(bytes(data), rest=transferred[: begin.start()])
        try:
            data += _from_uu_line(line)
        except binascii.Error:
            return Content(transferred, is_broken=True)
    return Content(transferred, is_broken=True)


def _from_uu_line(line: bytes) -> bytes:
    """One line; some programs write more at its end than its length says."""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        letters = (((line[0] - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:letters])
