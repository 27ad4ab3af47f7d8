"""PGP within the text: what is encrypted stays, of what is signed the words remain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_ENCRYPTED: Final = "-----BEGIN PGP MESSAGE-----"
_SIGNED: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE: Final = "-----BEGIN PGP SIGNATURE-----"
_END: Final = "-----END PGP SIGNATURE-----"
_HASHES: Final = re.compile(r"\n(?:(?:Hash|NotDashEscaped): ?[^\n]*\n)*\n?")


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Text without the frame of a signature, and the signature."""

    text: str = field(repr=False)
    signature: str = field(default="", repr=False)
    is_signed: bool = False
    is_encrypted: bool = False


def unsealed(text: str) -> Unsealed:
    """Take the first signed text out of its frame. Nothing is verified here."""
    if "-----BEGIN PGP " not in text:
        return Unsealed(text)
    is_encrypted = _ENCRYPTED in text
    before, frame, rest = text.partition(_SIGNED)
    words, middle, tail = rest.partition(_SIGNATURE)
    signature, end, after = tail.partition(_END)
    if not (frame and middle and end):
        return Unsealed(text, is_encrypted=is_encrypted)
    hashes = _HASHES.match(words)
    plain = re.sub(r"(?m)^- ", "", words[hashes.end() :] if hashes else words)
    shown = "\n".join(part.strip("\n") for part in (before, plain, after) if part.strip())
    return Unsealed(
        shown, f"{_SIGNATURE}{signature}{_END}\n", is_signed=True, is_encrypted=is_encrypted
    )
