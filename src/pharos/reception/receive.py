"""Customers' messages of conversations that exist, taken in many at a time.

One SQL function does the whole walk in one transaction (migrations/0002_receive.sql): append to
the ledger, bring the case up to date, start the clocks, leave the marks, wake who watches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from pharos.cases.states import moves_for_sql
from pharos.cases.words import Screened
from pharos.kernel.canonical import canonical_json

MOVES = json.dumps(moves_for_sql())
# For the group-commit writer: $1 is a JSON array of `Message.row()`s.
RECEIVE = "SELECT * FROM reception_receive($1::json, $2::json)"
RECEIVE_ONE = """
SELECT status, number, at_position, at_time FROM reception_receive(%s::json, %s::json)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One screened message and the thread it claims to belong to.

    The database checks the claim: brand, channel, thread and customer must go together.
    """

    brand_id: int
    customer_id: int
    author_name: str
    channel: str
    external_id: str
    client_token: str
    words: Screened
    at: datetime
    files: tuple[str, ...] = ()
    # Who handed them in, if that is another customer who is the same person.
    files_of: int | None = None
    # What the entry says besides its words.
    more: Mapping[str, Any] = field(default_factory=dict)
    # The position of the message that these files came with, if they are shown after it.
    came_with: int | None = None
    # How many files came with it that are not checked yet.
    arriving: int = 0

    def row(self) -> dict[str, Any]:
        payload = {**self.more, **(self.words.payload or {})}
        if self.came_with is not None:
            payload["with"] = self.came_with
        if self.arriving:
            payload["arriving"] = self.arriving
        return {
            "client_token": self.client_token,
            "brand_id": self.brand_id,
            "customer_id": self.customer_id,
            "channel": self.channel,
            "external_id": self.external_id,
            "author_name": self.author_name or None,
            "body": self.words.text,
            "payload": canonical_json(payload) if payload else None,
            "created_at": self.at.isoformat(),
            "files": list(self.files) or None,
            "files_of": self.files_of,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message.

    `appended`, `repeated`, `busy`, `token_taken`, `files_refused` for a file that is not theirs,
    not checked or sent already, or `not_found` for a thread that is not theirs.
    """

    status: str
    number: str = ""
    position: int | None = None
    at: datetime | None = None


NOT_FOUND = Answer("not_found")


def receive_now(message: Message) -> Answer:
    """Take in one message in the caller's transaction."""
    rows = orjson.dumps([message.row()]).decode()
    with connection.cursor() as cursor:
        cursor.execute(RECEIVE_ONE, [rows, MOVES])
        answer = cursor.fetchone()
    return NOT_FOUND if answer is None else Answer(*answer)
