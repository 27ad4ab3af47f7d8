"""Mails as their senders write them, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pharos.channels.mail.reading.mail import Mail
from pharos.channels.mail.reading.read import read

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
OWN = frozenset({"help@northmere.example"})
HEAD = {
    "From": "Dana <dana@customer.example>",
    "To": "help@northmere.example",
    "Subject": "My withdrawal",
    "Date": "Thu, 26 Nov 2026 08:00:00 +0000",
    "Message-ID": "<one@customer.example>",
    "MIME-Version": "1.0",
}


def written(body: bytes | str = b"Hello.\n", **headers: str) -> bytes:
    """A mail of Dana's. `Content_Type="..."` sets a header, and "" leaves one out."""
    named = HEAD | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in named.items() if value)
    text = body.encode() if isinstance(body, str) else body
    return lines.encode("utf-8", "surrogateescape") + b"\n" + text


def parts(*each: bytes | str, kind: str = "mixed", boundary: str = "cut") -> bytes:
    """A multipart: its own header, a blank line, and its parts."""
    whole = b"".join(
        b"--%s\n%s\n" % (boundary.encode(), one.encode() if isinstance(one, str) else one)
        for one in each
    )
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
    return head + whole + b"--%s--\n" % boundary.encode()


def mail_of(multipart: bytes, **headers: str) -> Mail:
    """Dana's mail with this multipart as its body."""
    head, _, body = multipart.partition(b"\n\n")
    kind = head.decode().removeprefix("Content-Type: ")
    return seen(written(body, Content_Type=kind, **headers))


def seen(raw: bytes, **known: Any) -> Mail:
    return read(raw, at=AT, own_addresses=OWN, **known)


def kept(mail: Mail, why: str) -> list[tuple[str, bytes]]:
    """Name and bytes of each attachment that is there for this reason."""
    return [(one.name, one.content) for one in mail.attachments if one.why == why]
