"""Ways to reach an exchange as people write them, made one way so that they can be compared.

Nothing here guesses in anybody's favour: what cannot be read for sure is None, and equal is only
what leads to the same place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["place", "mail", "number", "handle", "name", "code"]

# A host's port that everybody may leave out, by scheme.
PORTS: Final = {"": ("443", "80"), "http": ("80",), "https": ("443",)}
TELEGRAM: Final = ("t.me", "telegram.me")
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# Full-width letters, digits, `.`, `-` and `+` lead to the same place. A full-width `/` or `@` does
# not everywhere, and is left as it is: then it is nobody's host.
_FULL_WIDTH: Final = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in ".-+"
} | {0x3002: ".", 0xFF61: ".", 0x3000: " "}
_ASCII_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Place:
    """A host and what follows. `has_user` tells of `name@` before it, `has_port` of an odd port."""

    host: str
    path: str = ""
    has_user: bool = False
    has_port: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that somebody wrote. `value` compares: equal is the same, for its kind."""

    kind: Kind
    value: str
    place: Place | None = None


def written(text: str, kind: str = "") -> Written | None:
    """What this is and where it leads; None if that cannot be said for sure.

    `kind` is what the asker says that it is: a kind of the directory, `code`, or nothing.
    """
    plain = text.translate(_FULL_WIDTH).strip(" \t\r\n")
    if not plain or any(_is_hidden(letter) for letter in plain):
        return None
    if kind == "code":
        return Written("code", re.sub(r"[\s-]", "", plain).upper())
    if kind == "mail" or (not kind and _looks_like_mail(plain)):
        return _mail(plain)
    if kind in ("phone", "sms"):
        return _called(plain, kind)
    number = None if kind else number_of(plain)
    return Written("number", number) if number else _at(plain, kind)


def _called(text: str, kind: str) -> Written | None:
    """A telephone number, or the name that a text message comes from."""
    if number := number_of(text):
        return Written("number", number)
    return Written("name", text.translate(_ASCII_LOWER)) if kind == "sms" else None


def _at(text: str, kind: str) -> Written | None:
    """A name at a messenger, a place in the web, or an app's own name."""
    if handle := _handle(text, kind):
        return Written("handle", handle)
    place = place_of(text)
    if place is None:
        return Written("name", text) if kind == "app" and text.isascii() else None
    if place.host in TELEGRAM and (handle := handle_of("@" + _first(place.path))):
        is_plain = not (place.has_user or place.has_port)
        return Written("handle", handle) if is_plain else None
    return Written("place", place.host + place.path, place)


def _handle(text: str, kind: str) -> str | None:
    """With its `@`; without it only where the asker says that it is a name, not a place."""
    if kind in ("telegram", "social") and "." not in text and "@" not in text:
        return handle_of("@" + text)
    return handle_of(text) if kind in ("telegram", "social", "") else None


def place_of(text: str) -> Place | None:
    """The host that a browser would go to, and the path; None for whatever it could not open."""
    match = re.fullmatch(r"(?:(https?):)?[/\\]*(.*)", text, re.IGNORECASE)
    assert match is not None, "everything fits"
    scheme = (match[1] or "").lower()
    authority, path = _split(match[2])
    _, at, rest = authority.rpartition("@")
    host, colon, port = rest.partition(":")
    if colon and port and not (port.isascii() and port.isdigit()):
        return None
    known = host_of(host)
    if known is None:
        return None
    odd = bool(port) and (port.lstrip("0") or "0") not in PORTS[scheme]
    return Place(known, path, has_user=bool(at), has_port=odd)


def host_of(text: str) -> str | None:
    """A host as the network knows it: small letters, `xn--` for what is not ASCII, no last dot."""
    labels = [_label(label) for label in text.removesuffix(".").split(".")]
    whole = [label for label in labels if label is not None]
    if len(whole) != len(labels) or len(labels) < 2:  # noqa: PLR2004 - a name and where it is
        return None
    return ".".join(whole)


def _label(text: str) -> str | None:
    if text.isascii():
        lower = text.translate(_ASCII_LOWER)
        return lower if _LABEL.fullmatch(lower) else None
    small = unicodedata.normalize("NFC", text).lower()
    # A letter that only looks strange, such as the sign of kelvin, is somebody's trick.
    if small.isascii() or any(_is_hidden(letter) for letter in small):
        return None
    coded = "xn--" + small.encode("punycode").decode("ascii")
    return coded if _LABEL.fullmatch(coded) else None


def number_of(text: str) -> str | None:
    """A telephone number: `+` and digits, or digits alone if the country is not said."""
    bare = re.sub(r"^tel:", "", text, flags=re.IGNORECASE).replace("(0)", "")
    if not re.fullmatch(r"\+?[0-9(][0-9 ().\-/\u00a0]{4,24}", bare):
        return None
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", bare):
        return None
    digits = re.sub(r"[^0-9+]", "", bare)
    return "+" + digits[2:] if digits.startswith("00") else digits


def handle_of(text: str) -> str | None:
    """A name at a messenger, without the `@` and in small letters."""
    match = re.fullmatch(r"@([A-Za-z0-9_.]{3,32})", text)
    return match[1].lower() if match else None


def _looks_like_mail(text: str) -> bool:
    before, at, _ = text.partition("@")
    is_address = bool(re.fullmatch(r"(mailto:)?[^\s/\\:@<>]+", before, re.IGNORECASE))
    return bool(at) and ("<" in text or is_address) and "//" not in text


def _mail(text: str) -> Written | None:
    """An address; of `Name <address>` the address, since the name may be anything."""
    inner = re.fullmatch(r"[^<>]*<([^<>]*)>", text)
    bare = re.sub(r"^mailto:", "", inner[1] if inner else text, flags=re.IGNORECASE)
    name, at, domain = bare.rpartition("@")
    host = host_of(domain)
    if not at or host is None or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", name):
        return None
    return Written("mail", f"{name.translate(_ASCII_LOWER)}@{host}", Place(host))


def _split(text: str) -> tuple[str, str]:
    """Authority and path. A browser takes a backslash for a slash; a question is left out."""
    bare = re.split(r"[?#]", text, maxsplit=1)[0].replace("\\", "/")
    authority, slash, path = bare.partition("/")
    return authority, (slash + path).rstrip("/")


def _first(path: str) -> str:
    """The name in a link to a messenger; `/s/` stands before some."""
    parts = path.removeprefix("/s/").strip("/").split("/")
    return parts[0]


def _is_hidden(letter: str) -> bool:
    """Whether this is nothing that one sees: controls, marks of direction, joiners, odd spaces."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp") or (
        letter.isspace() and letter not in " \u00a0"
    )
