"""ZIP archives and what is made of them (Office documents): read whole, bounded, written anew.

Nothing is unpacked to a disk and no size is believed that an archive tells of itself: each entry
is read to its end or to the bound, whichever comes first. What is kept is what was read.
"""

from __future__ import annotations

import html
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from pharos.files.inspection.verdict import ORIGINAL, SAFE, TEXT, Refused, Verdict

MOST_ENTRIES: Final = 2000
# Unpacked, all together. Order exports and scans come to a few megabytes.
MOST_BYTES: Final = 150_000_000
# Text packs 5 to 20 to one, an empty table some 100 to one. Small files may do what they like.
MOST_RATIO: Final = 200
RATIO_FROM: Final = 5_000_000
LONGEST_NAME: Final = 240
MOST_WORDS: Final = 5_000_000
CHUNK: Final = 256 * 1024
PACKED: Final = 6

KINDS: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ZIP: Final = "application/zip"
PROGRAM_HEADS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
PROGRAM_NAMES: Final = re.compile(
    r"\.(?:exe|dll|scr|com|pif|msi|msix|bat|cmd|ps1|psm1|vbs?|vbe|jse?|wsf|wsh|hta|lnk|jar|apk|app|"
    r"dmg|pkg|deb|rpm|sh|py|chm|reg|url|iso|img|vhdx?|html?|xhtml|svg|mht|one|docm|xlsm|pptm|xlam)$",
    re.IGNORECASE,
)
PACKED_NAMES: Final = re.compile(r"\.(?:zip|rar|7z|gz|tgz|tar|bz2|xz|zst|cab)$", re.IGNORECASE)
MACROS: Final = re.compile(r"vbaproject|/macrosheets/|/activex/|vbadata", re.IGNORECASE)
WORDS_IN: Final = re.compile(r"\.(?:txt|csv|tsv|log|md|json|xml|rels)$", re.IGNORECASE)
ENDS: Final = re.compile(r"</(?:w:p|a:p|si|row|is)>")
TAG: Final = re.compile(r"<[^<>]{0,4000}>")
DECLARED: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
TEMPLATE: Final = re.compile(rb"attachedTemplate[^>]{0,400}External", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What was seen so far."""

    left: int = MOST_BYTES
    words: list[str] = field(default_factory=list)
    words_left: int = MOST_WORDS
    is_nested: bool = False


def archive(folder: Path) -> Verdict:
    """Read every entry and write them into an archive of ours, or refuse the whole."""
    try:
        with zipfile.ZipFile(folder / ORIGINAL) as given:
            entries = _entries(given)
            kind = _kind(entries)
            seen = _written(given, entries, folder, is_office=kind != ZIP)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Refused("damaged") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refused("archive") from error
    (folder / TEXT).write_text("\n".join(seen.words), encoding="utf-8")
    return Verdict(type=kind, note="nested" if seen.is_nested else "")


def _entries(given: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What is in it, after looking at names and marks. Folders are left out."""
    entries = given.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused("archive_bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("locked")
    kept = [entry for entry in entries if not entry.is_dir()]
    names = [entry.filename for entry in kept]
    if not kept:
        raise Refused("empty")
    if len({name.casefold() for name in names}) < len(names) or not all(map(_is_plain, kept)):
        raise Refused("archive_unsafe")
    return kept


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether it would lie where it says, and be a file and no link."""
    name, mode = entry.orig_filename, entry.external_attr >> 16
    if not name or len(name) > LONGEST_NAME or name.startswith("/") or "\\" in name or ":" in name:
        return False
    if not name.isprintable() or ".." in name.split("/"):
        return False
    return not (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG))


def _kind(entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" not in names:
        return ZIP
    for beginning, kind in KINDS.items():
        if any(name.startswith(beginning) for name in names):
            return kind
    raise Refused("office")


def _written(
    given: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path, *, is_office: bool
) -> _Reading:
    seen, size = _Reading(), (folder / ORIGINAL).stat().st_size
    with zipfile.ZipFile(folder / SAFE, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as safe:
        for entry in entries:
            _refuse_name(entry.filename, is_office=is_office)
            content = _content(given, entry, seen, size)
            _refuse_content(content, is_office=is_office)
            _note(entry.filename, content, seen)
            plain = zipfile.ZipInfo(entry.filename, entry.date_time)
            plain.compress_type = zipfile.ZIP_DEFLATED
            safe.writestr(plain, content)
    return seen


def _content(given: zipfile.ZipFile, entry: zipfile.ZipInfo, seen: _Reading, size: int) -> bytes:
    """Read an entry to its end, or refuse the whole once it is more than an honest file holds."""
    read = bytearray()
    with given.open(entry) as source:
        while chunk := _some(source):
            read += chunk
            seen.left -= len(chunk)
            unpacked = MOST_BYTES - seen.left
            if seen.left < 0 or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * size):
                raise Refused("archive_bomb")
    return bytes(read)


def _some(source: IO[bytes]) -> bytes:
    return source.read(CHUNK)


def _refuse_name(name: str, *, is_office: bool) -> None:
    if is_office and MACROS.search(name):
        raise Refused("macros")
    if PROGRAM_NAMES.search(name):
        raise Refused("archive_program")


def _refuse_content(content: bytes, *, is_office: bool) -> None:
    if content.startswith(PROGRAM_HEADS):
        raise Refused("archive_program")
    if is_office and TEMPLATE.search(content):
        raise Refused("macros")
    if is_office and content.lstrip()[:1] == b"<" and DECLARED.search(content):
        raise Refused("archive_unsafe")


def _note(name: str, content: bytes, seen: _Reading) -> None:
    """Keep its words for whoever looks for secrets in them."""
    seen.is_nested |= bool(PACKED_NAMES.search(name) or content.startswith(b"PK\x03\x04"))
    if not WORDS_IN.search(name) or seen.words_left <= 0:
        return
    text = content[: 4 * seen.words_left].decode("utf-8", "replace")
    if name.lower().endswith((".xml", ".rels")):
        text = html.unescape(TAG.sub("", ENDS.sub("\n", text)))
    seen.words.append(text[: seen.words_left])
    seen.words_left -= len(text)
