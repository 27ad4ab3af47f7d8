"""Which conversation a mail goes on with, by marks of ours that nobody can make up.

A mark names the conversation and the address that we wrote to. It stands in the address that
answers go to and in our Message-ID, so it comes back with an answer by one way or another; it
holds only for a mail from the address that it was made for. Whoever was sent a copy and answers it
begins a conversation of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from pharos.channels.mail.reading.mail import Mail

SALT: Final = "pharos.mail.thread.1"
DIGITS: Final = 20
MARK: Final = re.compile(rf"(?<![0-9a-z])t([0-9a-f]{{1,12}})-([0-9a-f]{{{DIGITS}}})(?![0-9a-z])")
MOST_REFERENCES: Final = 100


def mark_for(conversation_id: int, to: str) -> str:
    """Return the mark of a conversation for whoever has this address."""
    return f"t{conversation_id:x}-{_seal(conversation_id, to)}"


def reply_address(address: str, mark: str) -> str:
    """Return where answers go: our address with the mark behind a plus (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    return f"{local}+{mark}{at}{domain}" if mark else address


def without_tag(address: str) -> str:
    """Return an address without what stands behind a plus, in small letters."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def conversations_named(mail: Mail) -> list[int]:
    """Return the ids of the conversations that the mail proves to go on with, the nearest first."""
    found = [
        int(number, 16)
        for number, seal in _marks(mail)
        if constant_time_compare(seal, _seal(int(number, 16), mail.from_address))
    ]
    return list(dict.fromkeys(found))


def names_ours(mail: Mail) -> bool:
    """Tell whether it answers a mail of ours at all, whoever that was written to."""
    return next(_marks(mail), None) is not None


def _marks(mail: Mail) -> Iterator[tuple[str, str]]:
    addresses = (*mail.delivered_to, *(each.address for each in (*mail.to, *mail.cc)))
    newest_first = mail.references[::-1][:MOST_REFERENCES]
    for text in (*addresses, mail.in_reply_to, *newest_first):
        yield from MARK.findall(text.lower())


def _seal(conversation_id: int, to: str) -> str:
    told = f"{conversation_id}:{without_tag(to)}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()[:DIGITS]
