"""What a mail is, once it was read. Nothing here prints words, so that no log can keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

Kind = Literal["words", "auto_reply", "bounce", "complaint", "receipt", "empty"]

# Why something is among the attachments. `attached` and `inline` were sent as such; the others are
# kept so that nothing is lost: another form of the same text, the undecoded bytes, what is beyond
# a bound, what a container or an event was made of, a signature, a report, headers, text that
# stands outside of all parts, or the whole mail.
Why = Literal[
    "attached",
    "inline",
    "alternative",
    "undecoded",
    "rest",
    "container",
    "event",
    "signature",
    "report",
    "headers",
    "outside",
    "original",
]

# What a signature is made of, and what a text was besides, say nothing more.
LEFT_OUT: Final = frozenset({"alternative", "signature", "headers"})

Problem = Literal[
    "unreadable",
    "too_deep",
    "too_many_parts",
    "too_many_headers",
    "header_too_long",
    "header_broken",
    "text_too_long",
    "html_too_long",
    "html_too_deep",
    "charset_unknown",
    "charset_wrong",
    "charset_broken",
    "transfer_broken",
    "boundary_missing",
    "type_wrong",
    "text_outside_parts",
    "date_unreadable",
    "date_in_future",
    "message_id_missing",
    "message_id_broken",
    "from_missing",
    "several_from",
    "tnef_unreadable",
    "event_unreadable",
    "report_unreadable",
    "signed_content_sealed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One of the people a mail names. `address` has its domain in small letters."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Bytes that came with a mail. Name and type are what the sender claims."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False
    # Its sender has called it so. What is empty and has a name was meant to be something.
    is_named: bool = False
    why: Why = "attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An invitation or its change: `starts` and `ends` are words, as the calendar gave them."""

    method: str = field(default="", repr=False)
    what: str = field(default="", repr=False)
    starts: str = field(default="", repr=False)
    ends: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    organizer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a machine tells of a mail that we sent: a bounce, a complaint or a receipt.

    `status` is an enhanced status code such as 5.1.1, or "". `original_headers` are those of our
    mail that come back with it, by their names in small letters: our own (`x-pharos-`), and those
    that name the mail.
    """

    recipients: tuple[str, ...] = ()
    is_permanent: bool = False
    status: str = ""
    action: str = ""
    diagnostic: str = field(default="", repr=False)
    original_message_id: str = ""
    original_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def recipient(self) -> str:
        return self.recipients[0] if self.recipients else ""

    @property
    def is_given_up(self) -> bool:
        """Its server tries no more, also where the code is of what may pass (RFC 3464, 2.3.3)."""
        return self.is_permanent or self.action == "failed"

    @property
    def trouble(self) -> str:
        """What the other server said, with its code; empty if it said nothing."""
        return " ".join(part for part in (self.status, self.diagnostic) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as a person should read it.

    `message_id`, `in_reply_to` and `references` have no angle brackets. A missing or broken
    `message_id` is made of the content, so the same mail gets the same one each time.
    `content_digest` is the same for two deliveries of one mail, whatever the way there added; two
    mails are the same if both of these are. `text` has `> ` before what is quoted in HTML. `html`
    holds no script, no remote source (`remote_images` counts them) and no style that hides
    anything; its images are `cid:` references to attachments.
    """

    message_id: str
    content_digest: str
    has_own_message_id: bool = True

    from_address: str = ""
    from_name: str = ""
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    envelope_from: str | None = None
    subject: str = field(default="", repr=False)
    sent_at: datetime | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    remote_images: int = 0
    attachments: tuple[Attachment, ...] = ()
    calendar: tuple[Event, ...] = ()

    is_encrypted: bool = False
    is_signed: bool = False
    kind: Kind = "words"
    report: Report | None = None
    auto_reply_why: str = ""
    loop_signs: tuple[str, ...] = ()

    problems: tuple[Problem, ...] = ()
    parts_found: int = 0
    parts_accounted: int = 0

    @property
    def answer_to(self) -> str:
        """Where an answer belongs: the first that `Reply-To` names, or the sender."""
        return self.reply_to[0].address if self.reply_to else self.from_address

    @property
    def files(self) -> list[Attachment]:
        """What came as files: of a container what was in it, unless that could not be read."""
        is_opened = "tnef_unreadable" not in self.problems
        left_out = LEFT_OUT | {"container"} if is_opened else LEFT_OUT
        return [
            each
            for each in self.attachments
            if each.why not in left_out and (each.content or each.is_named)
        ]

    @property
    def may_be_answered(self) -> bool:
        """Whether a machine may send anything back. A person may still decide to write."""
        is_from_a_person = self.kind in ("words", "empty") and not self.loop_signs
        return is_from_a_person and bool(self.answer_to) and self.envelope_from != ""
