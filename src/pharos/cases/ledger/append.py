"""The door to the ledger for actions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from pharos.kernel.canonical import canonical_json
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor

ANSWERS = """
SELECT token, status, at_case, at_seq, at_position, at_time
FROM append_entries(%s::json) ORDER BY nr
"""
Visibility = Literal["customer", "staff", "sealed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """One entry to be written. What the customer may see needs a conversation.

    The payload of an entry that the customer may see is part of what they can prove, so it
    holds nothing that is not for them.
    """

    brand_id: int
    case_id: int
    kind: str
    author: Actor
    visibility: Visibility
    conversation_id: int | None = None
    body: str | None = None
    payload: dict[str, Any] | None = None
    attachments: list[dict[str, Any]] | None = None
    client_token: str | None = None
    at: datetime = field(default_factory=now)

    def row(self) -> dict[str, Any]:
        return {
            "brand_id": self.brand_id,
            "case_id": self.case_id,
            "conversation_id": self.conversation_id,
            "kind": self.kind,
            "author_kind": self.author.kind,
            "author_id": self.author.id,
            "author_name": self.author.name or None,
            "visibility": self.visibility,
            "body": self.body,
            "payload": None if self.payload is None else canonical_json(self.payload),
            "attachments": None if self.attachments is None else canonical_json(self.attachments),
            "client_token": self.client_token,
            "created_at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Written:
    """Where an entry stands now; `repeated` if the same token had written it before."""

    case_id: int
    seq: int
    position: int | None
    at: datetime
    repeated: bool


def lock_heads(case_ids: Sequence[int]) -> list[int]:
    """Hold the ledgers of these cases until the transaction ends, lowest first; return which.

    Every action that changes a case begins here, so that all writers queue at one narrow row:
    head, then case, then agent.
    """
    assert connection.in_atomic_block, "locks live in a transaction"
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_lock(%s)", [sorted(case_ids)])
        return [case_id for (case_id,) in cursor.fetchall()]


def open_chain(case_id: int) -> None:
    """Begin the ledger of a case that this transaction has created."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open(%s)", [case_id])


def open_conversation_chain(conversation_id: int) -> None:
    """Begin the customer's chain of a conversation that this transaction has created."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_conversation(%s)", [conversation_id])


def append(*entries: NewEntry) -> list[Written]:
    """Write entries, in order, in the caller's transaction, which holds the heads already.

    A `client_token` that this author has used in this conversation before writes nothing and
    returns the first entry. Refused with `token_taken` if the token belongs to another entry.
    """
    if not entries:
        return []
    rows = json.dumps([entry.row() for entry in entries], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [rows])
        answers = cursor.fetchall()
    return [_written(*answer) for answer in answers]


def _written(
    token: str | None, status: str, case_id: int, seq: int, position: int | None, at: datetime
) -> Written:
    if status == "token_taken":
        raise Conflict(_("This was sent before as something else."), code=status)
    assert status in ("appended", "repeated"), f"the ledger refused an entry: {status} ({token})"
    return Written(case_id, seq, position, at, repeated=status == "repeated")
