"""What the desk itself knows and diagnosers may ask (`desk.NAME`): frozen, whoever answers.

`desk.cases_like(reason, since)` gives the customer's own cases (`OwnCase`) of that group of
reasons that are open, or were settled at or after `since`. `desk.directory_key()` gives the
brand's `PinnedKey`, `desk.message_sent(code)` the message (`SentMessage`) that carries this code.
Both are NOT_FOUND if there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """One case of this customer. `about` are the things it concerns: transaction, order, key.

    `settled_at` is None while somebody works on it. Merged and junk cases are never given.
    """

    number: str
    reason: str
    opened_at: datetime
    settled_at: datetime | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedKey:
    """The key that the brand believes its exchange's directory by: Ed25519, base64."""

    key_id: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message that the desk sent, found by the code in it. It tells nobody what was in it."""

    code: str
    sent_at: datetime
