"""What Outlook packs into `winmail.dat` (TNEF): a body and files."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass, field
from typing import Any, Final

from tnefparse import TNEF

from pharos.channels.mail.reading.charsets import decoded
from pharos.channels.mail.reading.headers import plain_name
from pharos.channels.mail.reading.mail import Attachment
from pharos.channels.mail.reading.mapi import is_sound

# It logs names and values of whatever it meets.
logging.getLogger("tnefparse").setLevel(logging.CRITICAL)

_MOST_FILES: Final = 200
_MOST_BLOCKS: Final = 1_000
# Signature and key; level, name, type, length and checksum of a block.
_HEAD: Final = 6
_BLOCK: Final = 11
# Code page, body, and an attachment's beginning, title and data.
_PLAIN: Final = frozenset({0x9007, 0x800C, 0x9002, 0x8010, 0x800F})
_MAPI: Final = frozenset({0x9003, 0x9005})


@dataclass(slots=True)
class Unpacked:
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    files: list[Attachment] = field(default_factory=list)
    is_readable: bool = True


def is_tnef(content_type: str, name: str, data: bytes) -> bool:
    named = name.lower() == "winmail.dat" or content_type.endswith("/ms-tnef")
    return named or data.startswith(b"\x78\x9f\x3e\x22")


def unpacked(data: bytes) -> Unpacked:
    """What is in it; nothing, and not readable, where it is broken."""
    try:
        box = TNEF(_sound(data), do_checksum=False)
    except Exception:  # noqa: BLE001 - whatever a broken box makes of its parser, the box is kept
        return Unpacked(is_readable=False)
    found = Unpacked(text=_words(box.body), html=_words(box.htmlbody))
    for number, file in enumerate(box.attachments[:_MOST_FILES], 1):
        if isinstance(file.data, bytes) and file.data:
            found.files.append(_attachment(file, number))
    found.is_readable = bool(found.text or found.html or found.files)
    return found


def _sound(data: bytes) -> bytes:
    """The box with the blocks that hold words or files, if they can be read in good time."""
    kept = [data[:_HEAD]]
    at = _HEAD
    while at + _BLOCK <= len(data) and len(kept) <= _MOST_BLOCKS:
        name, length = struct.unpack_from("<xH2xI", data, at)
        whole = data[at : at + _BLOCK + length]
        is_whole = len(whole) == _BLOCK + length
        if name in _PLAIN or (name in _MAPI and is_whole and is_sound(whole[9:-2])):
            kept.append(whole)
        at += _BLOCK + length
    return b"".join(kept)


def _attachment(file: Any, number: int) -> Attachment:
    try:
        name = plain_name(_words(file.long_filename()))
    except Exception:  # noqa: BLE001 - the name only; the file itself is there
        name = ""
    return Attachment(
        name=name or f"file-{number}", content_type="application/octet-stream", content=file.data
    )


def _words(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        return decoded(value.rstrip(b"\x00")).text
    return value.rstrip("\x00") if isinstance(value, str) else ""
