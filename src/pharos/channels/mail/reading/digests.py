"""What makes two deliveries of one mail the same: who wrote what, when and to whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from pharos.channels.mail.reading.headers import readable
from pharos.channels.mail.reading.mail import Attachment
from pharos.channels.mail.reading.tree import Part

# The way there adds headers and takes none of these away. The message id is not among them: it
# names the mail beside this digest, and servers add one where it is missing.
_WRITTEN: Final = ("from", "to", "cc", "subject", "date", "in-reply-to", "references")


def digest_of(root: Part, bodies: Iterable[str], attachments: Iterable[Attachment]) -> str:
    """SHA-256 in hex over what the author wrote: headers, words, HTML and attachments.

    Encodings and ends of lines do not count, since servers on the way may change them.
    """
    digest = hashlib.sha256()
    for name in _WRITTEN:
        for value in root.fields.get(name, ()):
            digest.update(f"{name}:{readable(value)}\n".encode("utf-8", "replace"))
    for body in bodies:
        lines = "\n".join(line.rstrip() for line in body.splitlines())
        digest.update(f"\n{lines}\n".encode("utf-8", "replace"))
    for attachment in attachments:
        content = attachment.content
        if attachment.content_type.startswith(("text/", "message/")):
            content = content.replace(b"\r\n", b"\n").rstrip()
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
