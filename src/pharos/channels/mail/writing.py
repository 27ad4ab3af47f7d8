"""An answer as a mail: plain and HTML from one template, threaded, signed, and named the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

import dkim
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.channels.mail.threads import reply_address
from pharos.channels.port import OutgoingFile
from pharos.diagnosis.words import language_code
from pharos.kernel.time import now

# What a signature covers; the rest may be changed on the way without harm.
SIGNED: Final = [
    *(b"from", b"reply-to", b"to", b"subject", b"date", b"message-id", b"in-reply-to"),
    *(b"references", b"mime-version", b"content-type", b"auto-submitted"),
]
# In seven bits, since a server that takes no more would change the words, and with them what was
# signed (RFC 6376, 5.3).
PLAIN: Final = SMTP.clone(cte_type="7bit")
# One line of ours in each mail: whatever stands below it in an answer is a quote.
LINE: Final = "##- {words} -##"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One mail to one address. `token` names it: the same is the same mail, however often sent.

    `mark` leads an answer back to its conversation; `letter` is the number of a letter, which has
    none. `check_code` can be checked on the brand's page, and `phrase` is the one that the customer
    chose, so that both know the other.
    """

    to: str
    subject: str
    text: str
    token: str
    brand: str
    address: str
    sender_name: str
    language: str = "en"
    mark: str = ""
    letter: int = 0
    references: tuple[str, ...] = ()
    case: str = ""
    check_code: str = ""
    check_url: str = ""
    phrase: str = ""
    action: tuple[str, str] | None = None
    is_automatic: bool = False
    accent: str = ""
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key for DKIM (RFC 6376): the domain, the selector, the private key as PEM."""

    domain: str = ""
    selector: str = ""
    pem: str = field(default="", repr=False)


def message_id_of(post: Post) -> str:
    """Return the Message-ID without brackets: of this mail alone, and with what it belongs to."""
    belongs = post.mark or f"letter-{post.letter:x}"
    return f"{name_of(post.token, post.to)}.{belongs}@{post.address.rpartition('@')[2]}"


def name_of(token: str, to: str) -> str:
    """Return what the Message-ID of a mail begins with."""
    return hashlib.sha256(f"{token}:{to}".encode()).hexdigest()[:24]


def written(post: Post, key: SigningKey) -> bytes:
    """Return the whole mail as bytes, signed if there is a key."""
    with override(language_code(post.language)):
        message = _message(post)
    policy = PLAIN if post.to.isascii() else PLAIN.clone(utf8=True)
    return _signed(_names(post) + message.as_bytes(policy=policy), key)


def _names(post: Post) -> bytes:
    """The headers that name mails, each name whole: the library would encode the long ones."""
    lines = [f"Message-ID: <{message_id_of(post)}>"]
    known = [f"<{one}>" for one in post.references if one.isascii()]
    if known:
        lines += [f"In-Reply-To: {known[-1]}", "References: " + "\r\n ".join(known)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _message(post: Post) -> EmailMessage:
    message = EmailMessage(policy=PLAIN)
    message["From"] = _named(post.sender_name, post.address)
    message["To"] = post.to
    message["Reply-To"] = _named(post.brand, reply_address(post.address, post.mark))
    message["Subject"] = " ".join(post.subject.split())[:200]
    message["Date"] = format_datetime(now())
    if post.is_automatic:
        # RFC 3834: no machine answers what a machine has written.
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    context = _context(post)
    message.set_content(render_to_string("channels/mail.txt", context).strip() + "\n")
    message.add_alternative(render_to_string("channels/mail.html", context), subtype="html")
    for file in post.files:
        main, _slash, sub = file.content_type.partition("/")
        message.add_attachment(
            file.content(),
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=file.name,
        )
    return message


def _named(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    plain = " ".join(part for part in name.split() if part.isprintable())
    return Address(display_name=plain, username=local, domain=domain)


def _context(post: Post) -> dict[str, Any]:
    paragraphs = [part for part in post.text.split("\n\n") if part.strip()]
    return {
        "post": post,
        "line": LINE.format(words=_("Please write above this line")) if post.mark else "",
        "paragraphs": paragraphs,
        "language": language_code(post.language),
    }


def _signed(raw: bytes, key: SigningKey) -> bytes:
    if not key.pem:
        return raw
    signature: bytes = dkim.sign(
        raw,
        key.selector.encode(),
        key.domain.encode(),
        key.pem.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=SIGNED,
    )
    return signature + raw
