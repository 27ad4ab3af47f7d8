"""The walk through a mail: what is read, what is shown beside it, and what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pharos.channels.mail.reading.addresses import addresses_of
from pharos.channels.mail.reading.bounds import MOST_MENDED
from pharos.channels.mail.reading.cms import signed_within
from pharos.channels.mail.reading.flowed import tidy
from pharos.channels.mail.reading.gathering import Gathered
from pharos.channels.mail.reading.headers import (
    parameter_of,
    plain_name,
    readable,
    type_of,
)
from pharos.channels.mail.reading.mail import Attachment, Problem
from pharos.channels.mail.reading.parts import Leaf, gathered_from, leaf_of
from pharos.channels.mail.reading.transfer import content_of
from pharos.channels.mail.reading.tree import Part, is_mail, parsed

_ADVICE: Final = 400
_BOUNDARY: Final = re.compile(
    rb"^--([^\s-][^\r\n]{0,69}|-[^\r\n]{0,69}[^\s-])[ \t]*\r?\n[\w-]+:", re.MULTILINE
)
# What programs write before the first part, for programs that cannot read any.
_PREAMBLE: Final = re.compile(r"MIME|multi-?part", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
_SHOWN_HEADERS: Final = ("From", "To", "Date", "Subject")


class Walk:
    """One walk. It counts the parts that it meets and remembers their character set.

    `root` is the mail as it could be mended, if it had to be. `problem` says that a bound was
    reached on the way, so that not all of it was seen.
    """

    def __init__(self) -> None:
        self.found = 0
        self.mended = 0
        self.hint = ""
        self.root: Part | None = None
        self.problem: Problem | None = None

    def through(self, part: Part) -> Gathered:
        """Gather all of a part, whatever it is."""
        self.hint = parameter_of(part, "charset") or self.hint
        if not part.is_multipart():
            return self._leaf(part)
        kind = type_of(part)
        if kind.startswith("message/"):
            return self._message(part) if is_mail(kind) else self._fields(part)
        steps: dict[str, Callable[[Part], Gathered]] = {
            "multipart/alternative": self._alternative,
            "multipart/signed": self._signed,
            "multipart/encrypted": self._encrypted,
            "multipart/report": self._report,
        }
        gathered = steps.get(kind, self._mixed)(part)
        self._keep_outside(gathered, part)
        _keep_cut_headers(gathered, part)
        return gathered

    def _leaf(self, part: Part) -> Gathered:
        if (mended := self._mended(part)) is not None:
            if self.root is None and self.found == 0:
                self.root = mended
            gathered = self.through(mended)
            gathered.note("boundary_missing")
            return gathered
        self.found += 1
        leaf = leaf_of(part, self.found)
        if (unwrapped := self._unwrapped(leaf)) is not None:
            return unwrapped
        gathered = gathered_from(leaf, self.hint)
        if type_of(part).startswith("multipart/"):
            gathered.note("boundary_missing")
        elif "pkcs7-mime" in type_of(part):
            _note_sealed(gathered, part)
        _keep_cut_headers(gathered, part)
        return gathered

    def _unwrapped(self, leaf: Leaf) -> Gathered | None:
        """What S/MIME has signed in one piece; its frame is kept beside it."""
        if "pkcs7-mime" not in leaf.kind or not self._may_mend():
            return None
        content = signed_within(leaf.content.data)
        if not content:
            return None
        gathered = self.through(self._parsed(content))
        gathered.accounted += 1
        gathered.is_signed = True
        gathered.keep(leaf.attachment("container"))
        gathered.note("transfer_broken" if leaf.content.is_broken else None)
        kept = replace(leaf, kind="text/plain", name="")
        gathered.keep(kept.attachment("undecoded", leaf.content.rest))
        _keep_cut_headers(gathered, leaf.part)
        return gathered

    def _mixed(self, part: Part) -> Gathered:
        gathered = Gathered()
        has_typed = False
        for child in part.children:
            other = self.through(child)
            has_typed = has_typed or bool(any(other.words) and not other.stood_in)
            gathered.add(other)
        gathered.stood_in = not has_typed and bool(gathered.html)
        return gathered

    def _alternative(self, part: Part) -> Gathered:
        """The same in several forms: what was typed is read, and HTML only if nothing was."""
        forms = [self.through(child) for child in part.children]
        chosen = _best_of(forms)
        gathered = Gathered()
        for form in forms:
            if form is chosen:
                gathered.add(form)
                gathered.stood_in = form.stood_in
                continue
            gathered.add_all_but_words(form)
            _keep_other_words(gathered, form)
        return gathered

    def _signed(self, part: Part) -> Gathered:
        gathered = self._mixed(part)
        gathered.is_signed = True
        return gathered

    def _encrypted(self, part: Part) -> Gathered:
        gathered = self._mixed(part)
        gathered.is_encrypted = True
        return gathered

    def _report(self, part: Part) -> Gathered:
        """The words of a report are its first part; the rest is kept for machines."""
        gathered = Gathered()
        for number, child in enumerate(part.children):
            other = self.through(child)
            if number == 0:
                gathered.add(other)
                gathered.stood_in = other.stood_in
            else:
                gathered.add_all_but_words(other)
                _keep_other_words(gathered, other)
        return gathered

    def _message(self, part: Part) -> Gathered:
        """A mail within a mail: its own words follow, under who wrote it and when."""
        gathered = Gathered()
        for child in part.children:
            inside = self._opened(part, child)
            inner = self.through(inside)
            inner.is_signed = False  # it says nothing of the one who forwards it
            words = [_title(inside, self.hint), *inner.words]
            inner.words = ["\n\n".join(word for word in words if word)]
            gathered.add(inner)
            gathered.keep(_headers_of(inside, self.found))
        _keep_cut_headers(gathered, part)
        return gathered

    def _opened(self, part: Part, child: Part) -> Part:
        """The mail within, also if it was encoded, which it must not be."""
        encoding = part.raw("content-transfer-encoding").strip().lower()
        if child.fields or encoding not in ("base64", "quoted-printable") or not self._may_mend():
            return child
        return self._parsed(content_of(child.transferred, encoding).data)

    def _fields(self, part: Part) -> Gathered:
        """What machines tell machines: blocks of fields, kept as one file."""
        self.found += 1
        blocks = [_lines_of(child) + b"\n" + child.transferred for child in part.children]
        gathered = Gathered(accounted=1)
        gathered.keep(
            replace(leaf_of(part, self.found), kind=type_of(part)).attachment(
                "report", b"\n".join(blocks)
            )
        )
        _keep_cut_headers(gathered, part)
        for child in part.children:
            _keep_cut_headers(gathered, child)
        return gathered

    def _mended(self, part: Part) -> Part | None:
        """The parts of a multipart that names no boundary, or another than it uses."""
        is_whole = not type_of(part).startswith("multipart/")
        return None if is_whole else self._lost(part, part.transferred)

    def _lost(self, part: Part, text: bytes) -> Part | None:
        """Parts that stand where only text should be."""
        match = _BOUNDARY.search(text)
        boundary = match[1].rstrip() if match else b""
        if not boundary or b'"' in boundary or b"\\" in boundary or not self._may_mend():
            return None
        head = b'Content-Type: %s; boundary="%s"\n\n' % (type_of(part).encode(), boundary)
        mended = self._parsed(head + text)
        return mended if mended.is_multipart() else None

    def _parsed(self, data: bytes) -> Part:
        tree = parsed(data)
        self.problem = self.problem or tree.problem
        return tree.root

    def _may_mend(self) -> bool:
        self.mended += 1
        return self.mended <= MOST_MENDED

    def _keep_outside(self, gathered: Gathered, part: Part) -> None:
        """Text before the first part and after the last one, if anybody wrote it."""
        before, after = part.preamble or "", part.epilogue or ""
        if _PREAMBLE.search(before) and len(before) < _ADVICE:
            before = ""
        for text in (before, after):
            data = text.encode("utf-8", "surrogateescape")
            if not data.strip():
                continue
            if (lost := self._lost(part, data)) is not None:
                gathered.add(self.through(lost))
                gathered.note("boundary_missing")
                continue
            gathered.note("text_outside_parts")
            gathered.outside.append(tidy(data.decode("utf-8", "replace")))
            gathered.keep(
                Attachment(
                    name="outside.txt", content_type="text/plain", content=data, why="outside"
                )
            )


def _best_of(forms: list[Gathered]) -> Gathered | None:
    """What was typed, unless it only says that there is HTML; else the last that says anything."""
    html = [form for form in forms if form.stood_in and any(form.words)]
    shown = "\n".join(html[-1].words) if html else ""
    for form in forms:
        typed = "\n".join(form.words).strip()
        if typed and not form.stood_in and not _is_stub(typed, shown):
            return form
    if html:
        return html[-1]
    worded = [form for form in forms if any(form.words)]
    return worded[-1] if worded else (forms[-1] if forms else None)


def _is_stub(typed: str, shown: str) -> bool:
    """Whether a short text only points to the HTML, of which it has none of the words."""
    if not shown or len(typed) > _ADVICE:
        return False
    is_pointing = re.search(r"html|https?://", typed, re.IGNORECASE) or len(shown) > 20 * len(typed)
    has = set(_WORD.findall(shown.casefold()))
    said = set(_WORD.findall(typed.casefold()))
    return bool(is_pointing) and len(said & has) <= len(said) // 3


def _keep_other_words(gathered: Gathered, form: Gathered) -> None:
    """Typed text that another form stood in for. HTML has its own place."""
    if form.stood_in:
        return
    for words in form.words:
        gathered.keep(
            Attachment(
                name="other-form.txt",
                content_type="text/plain",
                content=words.encode("utf-8", "replace"),
                why="alternative",
            )
        )


def _note_sealed(gathered: Gathered, part: Part) -> None:
    """S/MIME in one piece: encrypted, or signed in a way that only its programs open."""
    if "signed" in parameter_of(part, "smime-type").lower():
        gathered.is_signed = True
        gathered.note("signed_content_sealed")
    else:
        gathered.is_encrypted = True


def _keep_cut_headers(gathered: Gathered, part: Part) -> None:
    if part.has_more_headers:
        gathered.note("too_many_headers")
    for name, value in part.cut:
        gathered.note("header_too_long")
        data = f"{name}: {value}".encode("utf-8", "surrogateescape")
        gathered.keep(
            Attachment(name="header.txt", content_type="text/plain", content=data, why="headers")
        )


def _title(part: Part, hint: str) -> str:
    lines = ["---------- Forwarded message ----------"]
    for name in _SHOWN_HEADERS:
        raw = part.raw(name.lower())
        if name in ("From", "To"):
            people = addresses_of(raw, hint)
            value = ", ".join(f"{one.name} <{one.address}>".strip() for one in people[:10])
        else:
            value = readable(raw, hint)
        if value:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


def _headers_of(part: Part, number: int) -> Attachment:
    """The headers of a mail within a mail, as they came: they tell which way it went."""
    subject = plain_name(readable(part.raw("subject")))[:80]
    return Attachment(
        name=f"{subject or f'mail-{number}'}.headers.txt",
        content_type="text/rfc822-headers",
        content=_lines_of(part),
        why="headers",
    )


def _lines_of(part: Part) -> bytes:
    lines = "".join(f"{name}: {value}\n" for name, value in part.raw_items())
    return lines.encode("utf-8", "surrogateescape")
