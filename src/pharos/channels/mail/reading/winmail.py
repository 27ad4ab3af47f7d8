"""What Outlook packs into `winmail.dat` (TNEF): a body and files."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from tnefparse import TNEF

from pharos.channels.mail.reading.charsets import decoded
from pharos.channels.mail.reading.headers import plain_name
from pharos.channels.mail.reading.mail import Attachment

# It logs names and values of whatever it meets.
logging.getLogger("tnefparse").addHandler(logging.NullHandler())
logging.getLogger("tnefparse").propagate = False

_MOST_FILES = 200


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
        box = TNEF(data, do_checksum=False)
    except Exception:  # noqa: BLE001 - whatever a broken box makes of its parser, the box is kept
        return Unpacked(is_readable=False)
    found = Unpacked(text=_words(box.body), html=_words(box.htmlbody))
    for number, file in enumerate(box.attachments[:_MOST_FILES], 1):
        if isinstance(file.data, bytes) and file.data:
            found.files.append(_attachment(file, number))
    return found


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
