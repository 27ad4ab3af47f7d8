"""Codes and links by which a mailbox is proved: what is sent, and what is kept of it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings

GOOD_FOR: Final = timedelta(minutes=10)
# As long as by the exchange's own token.
SIGNED_IN_FOR: Final = timedelta(hours=12)
DIGITS: Final = 6
# 256 bits: nobody guesses a link, so it needs no count of tries.
LINK_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """What goes out in the mail, and nowhere else."""

    code: str
    link: str


def new_secrets() -> Secrets:
    code = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    return Secrets(code=code, link=secrets.token_urlsafe(LINK_BYTES))


def code_digest(brand_id: int, address: str, code: str) -> str:
    """Six digits are soon tried out by whoever has the table, so the digest has a key."""
    return _digest(f"{brand_id} {address} {code}")


def link_digest(brand_id: int, link: str) -> str:
    return _digest(f"{brand_id} {link}")


def _digest(text: str) -> str:
    key = b"pharos: proofs of mailboxes, 1\0" + settings.SECRET_KEY.encode()
    return hmac.digest(key, text.encode(), "sha256").hex()
