"""The way in: from the bytes of one mail to what a person should read. Nothing is lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pharos.channels.mail.reading.addresses import addresses_of, bare_address
from pharos.channels.mail.reading.automatic import Signs, signs_of
from pharos.channels.mail.reading.bodies import Walk
from pharos.channels.mail.reading.bounds import LONGEST_TEXT
from pharos.channels.mail.reading.calendars import words_of
from pharos.channels.mail.reading.digests import digest_of
from pharos.channels.mail.reading.flowed import tidy
from pharos.channels.mail.reading.gathering import Gathered
from pharos.channels.mail.reading.headers import (
    as_text,
    date_of,
    is_message_id,
    message_ids,
    parameter_of,
    readable,
)
from pharos.channels.mail.reading.mail import Attachment, Kind, Mail, Problem
from pharos.channels.mail.reading.reports import Found, reported
from pharos.channels.mail.reading.sealed import unsealed
from pharos.channels.mail.reading.tree import Part, Tree, parsed

_DELIVERED = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "x-delivered-to",
    "apparently-to",
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP said: from whom ("" for nobody, None if not known) and to whom."""

    sender: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What is known of one mail while it is read."""

    raw: bytes = field(repr=False)
    at: datetime
    envelope: Envelope
    own: frozenset[str]
    tree: Tree
    gathered: Gathered
    walk: Walk

    @property
    def root(self) -> Part:
        return self.tree.root

    @property
    def hint(self) -> str:
        """The character set of raw headers: most likely that of the words."""
        return parameter_of(self.root, "charset") or self.walk.hint


def read(
    raw: bytes,
    *,
    at: datetime,
    envelope: Envelope | None = None,
    own_addresses: frozenset[str] = frozenset(),
) -> Mail:
    """Read one mail that arrived at this time. `own_addresses` are those that we send from.

    Whatever the bytes are, a `Mail` comes back; at worst with the whole original attached and the
    problem `unreadable`. The same bytes give the same `Mail`.
    """
    envelope = envelope or Envelope()
    own = frozenset(address.lower() for address in own_addresses)
    try:
        return _read(raw, at, envelope, own)
    except Exception:  # noqa: BLE001 - no mail may be lost because a parser stumbles over it
        return _unread(raw, envelope)


def _read(raw: bytes, at: datetime, envelope: Envelope, own: frozenset[str]) -> Mail:
    tree = parsed(raw)
    walk = Walk()
    gathered = walk.through(tree.root)
    if problem := tree.problem or walk.problem:
        gathered.note(problem)
        gathered.keep(_original(raw))
    reading = _Reading(raw, at, envelope, own, tree, gathered, walk)
    return _judged(reading, _put_together(reading))


def _put_together(reading: _Reading) -> Mail:
    """The mail without a judgement of what it is."""
    root, gathered = reading.root, reading.gathered
    text = _text_of(gathered)
    digest = digest_of(root, (text, *gathered.html), gathered.attachments)
    message_id = _message_id(root, gathered)
    return Mail(
        message_id=message_id or f"{digest[:40]}@derived.invalid",
        content_digest=digest,
        has_own_message_id=bool(message_id),
        in_reply_to=next(iter(message_ids(root.raw("in-reply-to"))), ""),
        references=message_ids(root.raw("references")),
        sent_at=_sent_at(reading),
        subject=readable(root.raw("subject"), reading.hint),
        languages=_languages(root),
        text=text,
        html="\n".join(part for part in gathered.html if part),
        remote_images=gathered.remote_images,
        calendar=tuple(dict.fromkeys(gathered.events)),
        is_encrypted=gathered.is_encrypted,
        is_signed=gathered.is_signed,
        parts_found=reading.walk.found,
        parts_accounted=gathered.accounted,
        **_people(reading),
        attachments=tuple(gathered.attachments),
        problems=tuple(gathered.problems),
    )


def _people(reading: _Reading) -> dict[str, Any]:
    """Who wrote it, to whom, and where it was delivered."""
    root, envelope, hint = reading.root, reading.envelope, reading.hint
    senders = addresses_of(root.raw("from"), hint)
    several = len(root.fields.get("from", ())) > 1
    reading.gathered.note("several_from" if several else None)
    reading.gathered.note(None if senders else "from_missing")
    delivered = [
        address.address
        for name in _DELIVERED
        for value in root.fields.get(name, ())[:5]
        for address in addresses_of(value)
    ]
    return {
        "from_address": senders[0].address if senders else "",
        "from_name": senders[0].name if senders else "",
        "reply_to": addresses_of(root.raw("reply-to"), hint),
        "to": addresses_of(", ".join(root.fields.get("to", ())), hint),
        "cc": addresses_of(", ".join(root.fields.get("cc", ())), hint),
        "delivered_to": tuple(dict.fromkeys([*envelope.recipients, *delivered])),
        "envelope_from": _envelope_from(root, envelope),
    }


def _envelope_from(root: Part, envelope: Envelope) -> str | None:
    """From SMTP, or from the trace that delivery leaves; "" for nobody, None if not known."""
    if envelope.sender is not None:
        return bare_address(envelope.sender.strip("<> "))
    if "return-path" not in root.fields:
        return None
    value = as_text(root.raw("return-path"))
    return bare_address(value.strip("<> ")) if "@" in value or "<>" in value else None


def _sent_at(reading: _Reading) -> datetime | None:
    raw = reading.root.raw("date")
    sent, is_ahead = date_of(raw, reading.at)
    if sent is None and raw:
        reading.gathered.note("date_in_future" if is_ahead else "date_unreadable")
    return sent


def _message_id(root: Part, gathered: Gathered) -> str:
    raw = as_text(root.raw("message-id"))
    found = message_ids(raw) or ((raw.strip("<>"),) if is_message_id(raw.strip("<>")) else ())
    if not found:
        gathered.note("message_id_broken" if raw else "message_id_missing")
    return found[0] if found else ""


def _languages(root: Part) -> tuple[str, ...]:
    codes = as_text(root.raw("content-language"))[:100].split(",")
    plain = (code.strip() for code in codes)
    return tuple(code for code in plain if code.replace("-", "").isalnum() and code.isascii())


def _text_of(gathered: Gathered) -> str:
    """All words, without the frame of a signature, and no longer than text may be."""
    events = dict.fromkeys(words_of(event) for event in gathered.events)
    words = [word for word in gathered.words if word.strip()] or gathered.outside
    open_text = unsealed("\n\n".join(word for word in [*words, *events] if word.strip()))
    gathered.is_signed |= open_text.is_signed
    gathered.is_encrypted |= open_text.is_encrypted
    if open_text.signature:
        gathered.keep(_kept_text("signature.asc", open_text.signature, "signature"))
    text = tidy(open_text.text)
    if len(text) > LONGEST_TEXT:
        gathered.note("text_too_long")
        gathered.keep(_kept_text("text.txt", text, "rest"))
        text = text[:LONGEST_TEXT]
    return text


def _judged(reading: _Reading, mail: Mail) -> Mail:
    """What kind of mail it is, and why nothing may answer it by itself."""
    found = reported(reading.walk.root or reading.root, reading.raw, mail)
    signs = signs_of(reading.root, mail, reading.own)
    return replace(
        mail,
        kind=_kind(mail, found, signs),
        report=found.report if found else None,
        auto_reply_why=signs.auto_reply_why,
        loop_signs=signs.loop,
        problems=tuple(dict.fromkeys([*mail.problems, *_troubles(found)])),
    )


def _troubles(found: Found | None) -> list[Problem]:
    return ["report_unreadable"] if found and not found.is_readable else []


def _kind(mail: Mail, found: Found | None, signs: Signs) -> Kind:
    if found is not None:
        return found.kind
    if signs.auto_reply_why:
        return "auto_reply"
    return "words" if mail.text or mail.html or mail.attachments else "empty"


def _kept_text(name: str, text: str, why: Any) -> Attachment:
    content = text.encode("utf-8", "replace")
    return Attachment(name=name, content_type="text/plain", content=content, why=why)


def _original(raw: bytes) -> Attachment:
    return Attachment(
        name="original.eml", content_type="message/rfc822", content=raw, why="original"
    )


def _unread(raw: bytes, envelope: Envelope) -> Mail:
    digest = hashlib.sha256(raw).hexdigest()
    return Mail(
        message_id=f"{digest[:40]}@derived.invalid",
        content_digest=digest,
        has_own_message_id=False,
        delivered_to=envelope.recipients,
        envelope_from=envelope.sender,
        attachments=(_original(raw),),
        problems=("unreadable",),
        parts_found=1,
        parts_accounted=1,
    )
