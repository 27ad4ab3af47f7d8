"""What a file is by its content. Its name is never asked."""

from __future__ import annotations

import codecs
import re
from typing import Final

import puremagic

HEAD: Final = 8192
SPACE: Final = 0x20

HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
VIDEO_BRANDS: Final = re.compile(rb"isom|iso\d|mp4\d|avc1|M4V.|MSNV|dash|3gp\d|3g2.|mmp4|f4v ")
MARKUP: Final = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|\?xml|iframe|xsl:|math)|<\?xml", re.IGNORECASE
)
# What puremagic calls things, and what we say of them.
GROUPS: Final = (
    (
        "archive",
        re.compile(r"zip|rar|7z|tar|gzip|bzip|x-xz|zstd|compress|java-archive|iso9660|cab"),
    ),
    ("program", re.compile(r"exe|msdos|dosexec|elf|mach|x-sh|wasm|msi|dex|apk")),
    ("markup", re.compile(r"html|svg|xml")),
    (
        "office",
        re.compile(
            r"officedocument|opendocument|msword|vnd\.ms-(?:excel|powerpoint|word|office|works)|ole|rtf|vnd\.apple"
        ),
    ),
    ("audio", re.compile(r"audio/")),
    ("heic", re.compile(r"heic|heif")),
)
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
IMAGES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def kind_of(head: bytes) -> str:
    """Return `image`, `video`, `webm`, `pdf`, `zip` or `text`, or why this is refused."""
    if head.startswith(IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head[4:8] == b"ftyp":
        return _boxed(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(PROGRAMS):
        return "program"
    return _other(head)


def _boxed(brand: bytes) -> str:
    if brand in HEIC_BRANDS:
        return "heic"
    return "video" if brand == b"qt  " or VIDEO_BRANDS.fullmatch(brand) else "type_unknown"


def _other(head: bytes) -> str:
    """Text says nothing about itself, so it is what is nothing else and reads as text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "office" if _is_open_document(head) else "zip"
    text = _as_text(head)
    if text is not None:
        return "markup" if MARKUP.search(text) else "text"
    for match in _guesses(head):
        for group, words in GROUPS:
            if words.search(match):
                return group
    return "type_unknown"


def _is_open_document(head: bytes) -> bool:
    return b"mimetypeapplication/vnd.oasis" in head


def _as_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if b"\x00" in head:
        return None
    try:
        # A character may be cut in two at the end of what was read.
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("latin-1") if _is_mostly_plain(head) else None


def _is_mostly_plain(head: bytes) -> bool:
    """Legacy text, which is named as such, has no control characters."""
    return not any(byte < SPACE and byte not in b"\t\n\r\x0c\x1b" for byte in head)


def _guesses(head: bytes) -> list[str]:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, IndexError):
        return []
    return [f"{match.mime_type} {match.name} {match.extension}".lower() for match in found[:4]]
