"""What a hash of the ledger is made of, byte by byte. The same as in 0002_ledger.sql.

Every field is written as its length (four bytes, big endian) and its UTF-8 bytes; an absent
field is ff ff ff ff. So no two different records have the same spelling. SHA-256 (FIPS 180-4)
throughout; all hashes are 32 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

ABSENT = b"\xff\xff\xff\xff"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def spell(value: str | bytes | int | None) -> bytes:
    """Return the canonical bytes of one field."""
    if value is None:
        return ABSENT
    plain = value if isinstance(value, bytes) else str(value).encode()
    return len(plain).to_bytes(4, "big") + plain


def digest(salt: bytes, content: str | None) -> bytes | None:
    """Return the salted digest that stays when the content is erased."""
    return None if content is None else sha256(salt + content.encode()).digest()


def micros(at: datetime) -> int:
    """Return whole microseconds since 1970, UTC."""
    span = at - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def case_genesis(number: str) -> bytes:
    return sha256(spell("pharos.case.1") + spell(number)).digest()


def conversation_genesis(public_id: str) -> bytes:
    return sha256(spell("pharos.conversation.1") + spell(public_id)).digest()


ENTRY_FIELDS = (
    "number",
    "seq",
    "conversation",
    "position",
    "kind",
    "author_kind",
    "author_id",
    "author_name",
    "visibility",
    "at",
    "client_token",
    "body_digest",
    "payload_digest",
    "attachments_digest",
)
VISIBLE_FIELDS = (
    "conversation",
    "position",
    "kind",
    "author_kind",
    "author_name",
    "at",
    "body_digest",
    "payload_digest",
    "attachments_digest",
)


def entry_hash(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the hash of one link of a case's chain; `at` is in microseconds."""
    return _link(before, "pharos.entry.1", ENTRY_FIELDS, entry)


def visible_hash(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the hash of one link of a conversation's chain, which its customer can check."""
    return _link(before, "pharos.visible.1", VISIBLE_FIELDS, entry)


def _link(before: bytes, mark: str, fields: tuple[str, ...], entry: Mapping[str, Any]) -> bytes:
    return sha256(before + spell(mark) + b"".join(spell(entry[f]) for f in fields)).digest()
