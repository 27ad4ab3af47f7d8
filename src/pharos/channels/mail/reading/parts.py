"""One part of a mail that holds bytes: where they go, so that none is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from pharos.channels.mail.reading.calendars import events_of
from pharos.channels.mail.reading.charsets import Decoded, decoded
from pharos.channels.mail.reading.flowed import tidy, unflowed
from pharos.channels.mail.reading.gathering import Gathered
from pharos.channels.mail.reading.headers import (
    as_text,
    content_id_of,
    disposition_of,
    filename_of,
    parameter_of,
    type_of,
)
from pharos.channels.mail.reading.hypertext import cleaned, without_tags
from pharos.channels.mail.reading.mail import Attachment, Why
from pharos.channels.mail.reading.plain import plain_text
from pharos.channels.mail.reading.transfer import Content, content_of
from pharos.channels.mail.reading.tree import Part
from pharos.channels.mail.reading.winmail import is_tnef, unpacked

_WORDS: Final = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/html", "text"})
_CALENDARS: Final = frozenset({"text/calendar", "application/ics"})
_REPORTS: Final = re.compile(
    r"message/(global-)?(delivery-status|disposition-notification|feedback-report)"
    r"|(text|message)/rfc822-headers|text/x-amp-html"
)
_SIGNATURES: Final = re.compile(r"application/(pgp-signature|(x-)?pkcs7-signature)")
_HTML_BEGINS: Final = re.compile(r"\s*(<!doctype html|<html[\s>])", re.IGNORECASE)
_META: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD: Final = 4_096
_LOOKED_AT: Final = 20_000
_NO_LETTER: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# One in so many is an accident on the way.
_MOST_OTHERS: Final = 50
_ENDS: Final = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "application/pdf": "pdf",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "message/delivery-status": "txt",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part and its bytes. `number` counts the parts of its mail."""

    part: Part
    number: int
    kind: str
    name: str
    content: Content

    def attachment(self, why: Why = "attached", data: bytes | None = None) -> Attachment:
        """The part as a file, with a name even if it has none."""
        return Attachment(
            name=self.name or f"part-{self.number}.{_ENDS.get(self.kind, 'bin')}",
            content_type=self.kind,
            content=self.content.data if data is None else data,
            content_id=content_id_of(self.part),
            is_inline=why == "inline",
            is_named=bool(self.name) and why == "attached",
            why=why,
        )


def leaf_of(part: Part, number: int) -> Leaf:
    """Take a part out of what it was transferred in."""
    kind = type_of(part)
    content = content_of(part.transferred, as_text(part.raw("content-transfer-encoding")))
    if kind.startswith(("multipart/", "message/")) and not part.is_multipart():
        kind = "text/plain" if kind.startswith("multipart/") or kind == "message/rfc822" else kind
    return Leaf(part, number, kind, filename_of(part), content)


def gathered_from(leaf: Leaf, hint: str) -> Gathered:
    """Everything of this part in its place: words, HTML, an event, or a file."""
    gathered = _placed(leaf, hint)
    gathered.accounted += 1
    if leaf.content.is_broken:
        gathered.note("transfer_broken")
    if leaf.content.rest:
        kept = replace(leaf, kind="text/plain", name="")
        gathered.keep(kept.attachment("undecoded", leaf.content.rest))
    return gathered


def _placed(leaf: Leaf, hint: str) -> Gathered:
    if is_tnef(leaf.kind, leaf.name, leaf.content.data):
        return _from_box(leaf)
    if leaf.kind in _CALENDARS:
        return _from_calendar(leaf, hint)
    if leaf.kind in _WORDS and not leaf.name and disposition_of(leaf.part) != "attachment":
        return _from_words(leaf, hint)
    gathered = Gathered()
    gathered.keep(leaf.attachment(_why(leaf)))
    return gathered


def _why(leaf: Leaf) -> Why:
    if _SIGNATURES.fullmatch(leaf.kind):
        return "signature"
    if _REPORTS.fullmatch(leaf.kind):
        return "report"
    is_shown_within = disposition_of(leaf.part) == "inline" or bool(content_id_of(leaf.part))
    return "inline" if is_shown_within and leaf.kind.startswith("image/") else "attached"


def _from_words(leaf: Leaf, hint: str) -> Gathered:
    data = leaf.content.data
    is_html = leaf.kind == "text/html"
    label = parameter_of(leaf.part, "charset") or (_charset_within(data) if is_html else "")
    text = decoded(data, label, hint)
    gathered = Gathered()
    if _is_binary(text.text):
        gathered.note("type_wrong")
        gathered.keep(replace(leaf, kind="application/octet-stream").attachment("undecoded"))
        return gathered
    gathered.note(text.problem)
    if not text.is_exact:
        gathered.keep(leaf.attachment("undecoded"))
    if not is_html and _HTML_BEGINS.match(text.text):
        is_html = True
        gathered.note("type_wrong")
    if is_html:
        _take_html(gathered, leaf, text)
    else:
        gathered.words.append(_typed(leaf.part, text))
    return gathered


def _charset_within(data: bytes) -> str:
    match = _META.search(data[:_HEAD])
    return match[1].decode("ascii") if match else ""


def _is_binary(text: str) -> bool:
    """Whether this is something else that calls itself text, where letters are mixed with bytes."""
    beginning = text[:_LOOKED_AT]
    return len(_NO_LETTER.findall(beginning)) > len(beginning) // _MOST_OTHERS


def _typed(part: Part, text: Decoded) -> str:
    if parameter_of(part, "format").lower() != "flowed":
        return tidy(text.text)
    deletes = parameter_of(part, "delsp").lower() == "yes"
    return tidy(unflowed(text.text, deletes_space=deletes))


def _take_html(gathered: Gathered, leaf: Leaf, text: Decoded) -> None:
    """Clean it; its words stand in wherever there are no others. What was cut off is kept."""
    result = cleaned(tidy(text.text), leaf.number)
    gathered.note(result.problem)
    if result.problem and text.is_exact:
        gathered.keep(leaf.attachment("rest"))
    gathered.html.append(result.html)
    gathered.remote_images += result.remote_images
    gathered.attachments += result.images
    is_clean = result.problem != "html_too_deep"
    gathered.words.append(tidy(plain_text(result.html) if is_clean else without_tags(text.text)))
    gathered.stood_in = True


def _from_calendar(leaf: Leaf, hint: str) -> Gathered:
    text = decoded(leaf.content.data, parameter_of(leaf.part, "charset"), hint)
    gathered = Gathered()
    gathered.events += events_of(tidy(text.text))
    gathered.note(None if gathered.events else "event_unreadable")
    gathered.keep(leaf.attachment("event"))
    return gathered


def _from_box(leaf: Leaf) -> Gathered:
    """The box is kept beside what was in it."""
    box = unpacked(leaf.content.data)
    gathered = Gathered()
    gathered.note(None if box.is_readable else "tnef_unreadable")
    gathered.keep(leaf.attachment("container"))
    gathered.attachments += box.files
    if box.html:
        _take_html(gathered, leaf, Decoded(box.html))
    if box.text:
        gathered.words = [tidy(box.text)]
        gathered.stood_in = False
    return gathered
