"""Cases and connections for the ledger's tests, below the actions: SQL as each role would send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from pharos.cases.ledger.stored import case_chain
from pharos.cases.ledger.verify import CaseChain
from pharos.cases.opening import Opening, open_case, open_conversation
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Customer, Team
from pharos.testing.world import World

# One column of one entry, and how somebody with all rights would change it.
CHANGES = {
    "seq": "seq + 100",
    "brand_id": "(SELECT max(id) FROM brands_brand WHERE id <> ledger_entry.brand_id)",
    "conversation_id": "(SELECT max(conversation_id) FROM ledger_conversation v"
    " WHERE v.case_id = ledger_entry.case_id"
    " AND v.conversation_id IS DISTINCT FROM ledger_entry.conversation_id)",
    "position": "position + 100",
    "kind": "kind || 'x'",
    "author_kind": "CASE author_kind WHEN 'bot' THEN 'staff' ELSE 'bot' END",
    "author_id": "coalesce(author_id, 0) + 1",
    "author_name": "coalesce(author_name, '') || 'x'",
    "visibility": "CASE visibility WHEN 'staff' THEN 'sealed' ELSE 'staff' END",
    "body": "coalesce(body, '') || ' '",
    "payload": "(coalesce(payload::text, 'null') || ' ')::json",
    "attachments": "(coalesce(attachments::text, 'null') || ' ')::json",
    "created_at": "created_at + interval '1 microsecond'",
    "client_token": "coalesce(client_token, '') || 'x'",
    "salt": "set_byte(salt, 3, 255 - get_byte(salt, 3))",
    "body_digest": "coalesce(set_byte(body_digest, 3, 255 - get_byte(body_digest, 3)), hash)",
    "payload_digest": "coalesce(set_byte(payload_digest, 3, 255 - get_byte(payload_digest, 3)),"
    " hash)",
    "attachments_digest": "coalesce(set_byte(attachments_digest, 3,"
    " 255 - get_byte(attachments_digest, 3)), hash)",
    "hash": "set_byte(hash, 31, 255 - get_byte(hash, 31))",
    "visible_hash": "set_byte(visible_hash, 0, 255 - get_byte(visible_hash, 0))",
}

Connection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """One case with its chains begun and nothing in them."""

    brand_id: int
    case_id: int
    number: str
    conversations: tuple[int, ...]
    public_ids: tuple[str, ...]

    def row(self, **more: Any) -> dict[str, Any]:
        """A note, unless it says otherwise."""
        return {
            "brand_id": self.brand_id,
            "case_id": self.case_id,
            "kind": "note",
            "author_kind": "staff",
            "author_id": 1,
            "author_name": "Amara",
            "visibility": "staff",
            "body": "Looked at the chain.",
            "created_at": now().isoformat(),
        } | more

    def message(self, place: int = 0, **more: Any) -> dict[str, Any]:
        """Something that the customer may see, in one of the conversations."""
        told = {
            "conversation_id": self.conversations[place],
            "kind": "message",
            "visibility": "customer",
            "body": "We are looking. 확인 중",
        }
        return self.row(**told | more)

    def chain(self, through: Connection | None = None) -> CaseChain:
        """Read it, through a connection's own transaction if one is given."""
        if through is not None:
            return case_chain(self.case_id, lambda *asked: through.execute(*asked).fetchall())
        with brand_scope(self.brand_id):
            return case_chain(self.case_id)


def ground(world: World, *, elsewhere: bool = False, conversations: int = 1) -> Ground:
    """A fresh case of the test's own brand, or of the other one."""
    brand = world.elsewhere if elsewhere else world.brand
    with brand_scope(brand.pk):
        team = Team.objects.filter(brand=brand).first()
        assert team is not None
        customer = Customer.objects.create(brand=brand, name="Dana", language="en", timezone="UTC")
        opening = Opening(
            customer=customer,
            team=team,
            channel="widget",
            external_id=str(uuid4()),
            surface="web",
            reason="DEP.NOT_FOUND",
            language="en",
            timezone="UTC",
            assurance=2,
            assurance_required=0,
            text="Where is my deposit?",
            at=now(),
        )
        case = open_case(opening)
        threads = []
        for _ in range(conversations):
            object.__setattr__(opening, "external_id", str(uuid4()))
            threads.append(open_conversation(case, opening))
    return Ground(
        brand.pk,
        case.pk,
        case.number,
        tuple(thread.pk for thread in threads),
        tuple(str(thread.public_id) for thread in threads),
    )


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A plain connection that commits only where it is told to."""
    with psycopg.connect(url, row_factory=dict_row, prepare_threshold=None) as connection:
        yield connection


@contextmanager
def scoped(connection: Connection, *brands: int) -> Iterator[Connection]:
    """One transaction that sees these brands."""
    with connection.transaction():
        connection.execute(
            "SELECT set_config('pharos.brand', %s, true)", [",".join(map(str, brands))]
        )
        yield connection


def append_rows(connection: Connection, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Call the one door and return its answers in the order of the rows."""
    found = connection.execute(
        "SELECT * FROM append_entries(%s::json) ORDER BY nr", [json.dumps(list(rows))]
    )
    return found.fetchall()


def written(url: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Append rows of one brand in a transaction of their own."""
    with connected(url) as connection, scoped(connection, rows[0]["brand_id"]):
        return append_rows(connection, *rows)


def locked_out(connection: Connection, case_id: int) -> None:
    """Hold a case's head as an action does."""
    connection.execute("SELECT ledger_lock(ARRAY[%s]::bigint[])", [case_id])
