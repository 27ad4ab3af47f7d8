"""Headers as people read them: RFC 2047, RFC 2231, and raw bytes that should not be there."""

from __future__ import annotations

import quopri
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from pharos.channels.mail.reading.bounds import (
    LONGEST_MESSAGE_ID,
    LONGEST_NAME,
    MOST_REFERENCES,
)
from pharos.channels.mail.reading.charsets import decoded
from pharos.channels.mail.reading.transfer import from_base64
from pharos.channels.mail.reading.tree import Part

_ENCODED: Final = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")
_SPACES: Final = re.compile(r"\s+")
_IN_ANGLES: Final = re.compile(r"<([^<>]*)>")
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_FIRST_YEAR: Final = 1995
# Clocks of senders are seldom right to the minute.
_AHEAD: Final = timedelta(hours=1)
# Marks that turn the direction of writing, so that a name ends in what it does not.
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def as_text(raw: str, hint: str = "", *, may_guess: bool = False) -> str:
    """A header's value on one line, with bytes that are not ASCII made text."""
    line = " ".join(raw.split()).replace("\x00", "")
    if line.isascii():
        return line
    data = line.encode("utf-8", "surrogateescape")
    return " ".join(decoded(data, "", hint, may_guess=may_guess).text.split())


def readable(raw: str, hint: str = "") -> str:
    """A header's value with its encoded words decoded."""
    text = as_text(raw, hint, may_guess=True)
    return unfolded_words(text) if "=?" in text else text


def unfolded_words(text: str) -> str:
    """Decode RFC 2047 words.

    Neighbours of one character set are joined before: some senders cut in the middle of a letter.
    """
    pieces: list[str] = []
    waiting = b""
    charset = ""
    at = 0
    for match in _ENCODED.finditer(text):
        between = text[at : match.start()]
        data = _word(match)
        if waiting and (between.strip() or match[1].lower() != charset):
            pieces.append(decoded(waiting, charset).text)
            waiting = b""
            between = between if between.strip() else ""
        if not waiting:
            pieces.append(between if between.strip() or at == 0 else "")
            charset = match[1].lower()
        waiting += data
        at = match.end()
    if waiting:
        pieces.append(decoded(waiting, charset).text)
    return _SPACES.sub(" ", "".join([*pieces, text[at:]])).replace("\x00", "").strip()


def _word(match: re.Match[str]) -> bytes:
    """The bytes of one encoded word; of one that is broken, what it looks like."""
    payload = match[3].encode("utf-8", "surrogateescape")
    if match[2] in "Bb":
        data = from_base64(payload)
        return match[0].encode() if data is None and payload else data or b""
    return quopri.decodestring(payload, header=True)


def message_ids(raw: str) -> tuple[str, ...]:
    """The ids in a header, without their angle brackets, in order, each once."""
    text = as_text(raw)
    found = _IN_ANGLES.findall(text) or (text.split() if "@" in text else [])
    ids = (_SPACES.sub("", one).strip("<>") for one in found)
    return tuple(dict.fromkeys(one for one in ids if is_message_id(one)))[-MOST_REFERENCES:]


def is_message_id(text: str) -> bool:
    """Whether this names one mail: printable, not too long, and with more than nothing in it."""
    return 3 <= len(text) <= LONGEST_MESSAGE_ID and text.isprintable() and " " not in text  # noqa: PLR2004


def date_of(raw: str, at: datetime) -> tuple[datetime | None, bool]:
    """When it was sent, and whether it says a time to come. None where it says nothing."""
    try:
        sent = parsedate_to_datetime(as_text(raw))
        sent = (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError, AttributeError):
        return None, False
    if sent > at + _AHEAD:
        return None, True
    return (min(sent, at), False) if sent.year >= _FIRST_YEAR else (None, False)


def filename_of(part: Part) -> str:
    """What the sender calls a part: readable, without a path and without tricks; "" if nothing."""
    for header, name in (("content-disposition", "filename"), ("content-type", "name")):
        value = _parameter(part, name, header)
        if plain := plain_name(readable(value)):
            return plain
    return ""


def plain_name(name: str) -> str:
    """A file's name that only names: no folders, no controls, no turned letters, not too long."""
    last = re.split(r"[/\\]", name.strip().strip("\"'"))[-1]
    shown = "".join(
        one for one in last if one not in _TURNING and unicodedata.category(one) not in ("Cc", "Cs")
    )
    stem, dot, end = shown.strip(" .").rpartition(".")
    if len(shown) <= LONGEST_NAME:
        return shown.strip(" .")
    return f"{(stem or end)[: LONGEST_NAME - 20]}{dot}{end[:19]}" if stem else end[:LONGEST_NAME]


def _parameter(part: Part, name: str, header: str) -> str:
    """A parameter by RFC 2231, or as raw as it is."""
    if name not in part.raw(header).lower():
        return ""
    try:
        value = part.get_param(name, "", header)
        if not isinstance(value, tuple):
            return str(value)
        charset, _, text = value
        data = str(text).encode("latin-1", "surrogateescape")
        return decoded(data, charset or "").text
    except (UnicodeError, ValueError, LookupError, TypeError, IndexError):
        plain = re.search(rf'\b{name}\s*=\s*"?([^";\s]+)', part.raw(header), re.IGNORECASE)
        return plain[1] if plain else ""


def parameter_of(part: Part, name: str, header: str = "content-type") -> str:
    """A short parameter of a header, such as a character set."""
    return as_text(_parameter(part, name, header)).strip("\"' ")


def type_of(part: Part) -> str:
    """The content type in small letters. One that is no type is plain text, as RFC 2045 says."""
    raw = part.raw("content-type")
    return _type_in(raw) or part.get_default_type()


@lru_cache(maxsize=256)
def _type_in(raw: str) -> str:
    name = as_text(raw.partition(";")[0]).lower()
    return name if _TYPE.fullmatch(name) else ""


def disposition_of(part: Part) -> str:
    return as_text(part.raw("content-disposition")).partition(";")[0].strip().lower()


def content_id_of(part: Part) -> str:
    return as_text(part.raw("content-id")).strip("<> ")[:LONGEST_MESSAGE_ID]
