"""Reading chains from the database as `verify` wants them, and checking all of them.

Runs as the application role inside a scope. Content is read as text, letter by letter, because
that is what the digests are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from pharos.brands.queries import all_brand_ids
from pharos.cases.ledger.canonical import case_genesis, conversation_genesis, micros
from pharos.cases.ledger.verify import CaseChain, Fault, case_fault
from pharos.kernel.scope import enter_brands

BATCH = 200
IDS = """
SELECT case_id FROM ledger_head WHERE brand_id = %s AND case_id > %s ORDER BY case_id LIMIT %s
"""
# One statement, so that heads and entries are those of one instant while others go on writing.
CHAINS = """
WITH head AS MATERIALIZED (
    SELECT h.case_id, h.number, h.seq AS head_seq, h.hash AS head_hash, h.brand_id AS head_brand,
           ARRAY (SELECT concat_ws(' ', c.public_id, c.position, encode(c.hash, 'hex'))
                  FROM ledger_conversation c WHERE c.case_id = h.case_id) AS threads
    FROM ledger_head h WHERE h.case_id = ANY (%s)
)
SELECT head.*, e.seq, e.brand_id, c.public_id::text AS conversation, e.position, e.kind,
       e.author_kind, e.author_id, e.author_name, e.visibility, e.body, e.payload::text,
       e.attachments::text, e.created_at, e.client_token, e.salt, e.body_digest,
       e.payload_digest, e.attachments_digest, e.hash, e.visible_hash
FROM head LEFT JOIN ledger_entry e ON e.case_id = head.case_id
LEFT JOIN ledger_conversation c ON c.conversation_id = e.conversation_id
ORDER BY head.case_id, e.seq
"""
OF_THE_HEAD = ("number", "head_seq", "head_hash", "head_brand", "threads")
LEAVES = "SELECT chain, day::text, length, hash FROM ledger_leaf WHERE chain = ANY (%s)"


Read = Callable[[str, list[Any]], list[dict[str, Any]]]


def rows_of(statement: str, parameters: list[Any]) -> list[dict[str, Any]]:
    """Run a statement on Django's connection and return its rows by name."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def snapshot(*brands: int) -> Iterator[None]:
    """Open a transaction that sees these brands as they are at one instant."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        enter_brands(brands)
        yield


def verify_case(case_id: int) -> Fault | None:
    """Check one case of the running scope, its conversations, and the roots that cover them."""
    return next((fault for _number, fault in _checked([case_id])), None)


def verify_all(batch: int = BATCH) -> Iterator[tuple[str, Fault | None]]:
    """Check every chain of every brand, a batch of cases in memory at a time."""
    for brand_id in all_brand_ids():
        ids = [0]
        while ids:
            with snapshot(brand_id):
                ids = [row["case_id"] for row in rows_of(IDS, [brand_id, ids[-1], batch])]
                checked = list(_checked(ids))
            yield from checked


def case_chain(case_id: int, read: Read = rows_of) -> CaseChain:
    """Return one case's chain as it is stored, read in whatever way."""
    return next(chain for chain, _brand in _chains([case_id], read))


def _checked(ids: list[int]) -> Iterator[tuple[str, Fault | None]]:
    chains = list(_chains(ids))
    leaves = _leaves([name for chain, _brand in chains for name in _names(chain)])
    for chain, brand_id in chains:
        fault = case_fault(chain) or _stray(chain, brand_id) or _uncovered(chain, leaves)
        yield chain.number, fault


def _chains(ids: list[int], read: Read = rows_of) -> Iterator[tuple[CaseChain, int]]:
    for _case_id, found in groupby(read(CHAINS, [ids]), key=lambda row: row["case_id"]):
        rows = list(found)
        head = rows[0]
        chain = CaseChain(
            number=head["number"],
            head=(head["head_seq"], head["head_hash"]),
            conversations=dict(map(_thread, head["threads"])),
            entries=[_entry(row) for row in rows if row["seq"] is not None],
        )
        yield chain, head["head_brand"]


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in OF_THE_HEAD}
    return {**plain, "at": micros(row["created_at"])}


def _thread(packed: str) -> tuple[str, tuple[int, bytes]]:
    public_id, position, head = packed.split(" ")
    return public_id, (int(position), bytes.fromhex(head))


def _stray(chain: CaseChain, brand_id: int) -> Fault | None:
    strays = (entry["seq"] for entry in chain.entries if entry["brand_id"] != brand_id)
    place = next(strays, None)
    return None if place is None else Fault(f"case {chain.number}", place, "is of another brand")


def _names(chain: CaseChain) -> list[str]:
    threads = [conversation_genesis(public_id).hex() for public_id in chain.conversations]
    return [case_genesis(chain.number).hex(), *threads]


def _leaves(names: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(LEAVES, [names]):
        found[row["chain"]].append(row)
    return found


def _uncovered(chain: CaseChain, leaves: dict[str, list[dict[str, Any]]]) -> Fault | None:
    """Compare with the heads that signed roots have kept: they hold even if all was rewritten."""
    hashes = [entry["hash"] for entry in chain.entries]
    fault = _differs(f"case {chain.number}", leaves[case_genesis(chain.number).hex()], hashes)
    for public_id in chain.conversations:
        visible = [
            entry["visible_hash"]
            for entry in chain.entries
            if entry["conversation"] == public_id and entry["position"] is not None
        ]
        kept = leaves[conversation_genesis(public_id).hex()]
        fault = fault or _differs(f"conversation {public_id}", kept, visible)
    return fault


def _differs(name: str, kept: Iterable[dict[str, Any]], hashes: list[bytes]) -> Fault | None:
    for leaf in sorted(kept, key=lambda leaf: leaf["length"]):
        length = leaf["length"]
        if length > len(hashes) or hashes[length - 1] != leaf["hash"]:
            return Fault(name, length, f"is not what the root of {leaf['day']} covers")
    return None
