"""Reading chains from the database as `verify` wants them, and checking all of them.

Runs as the application role inside a scope. Content is read as text, letter by letter, because
that is what the digests are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from pharos.brands.models import Brand
from pharos.cases.ledger.canonical import case_genesis, conversation_genesis, micros
from pharos.cases.ledger.verify import CaseChain, Fault, case_fault
from pharos.kernel.scope import enter_brands

BATCH = 200
HEADS = """
SELECT case_id, number, seq, hash, brand_id FROM ledger_head
WHERE brand_id = %s AND case_id > %s ORDER BY case_id LIMIT %s
"""
ONE_HEAD = "SELECT case_id, number, seq, hash, brand_id FROM ledger_head WHERE case_id = %s"
CONVERSATIONS = """
SELECT case_id, public_id::text, position, hash FROM ledger_conversation
WHERE case_id = ANY (%s)
"""
ENTRIES = """
SELECT e.case_id, e.seq, e.brand_id, c.public_id::text AS conversation, e.position, e.kind,
       e.author_kind, e.author_id, e.author_name, e.visibility, e.body, e.payload::text,
       e.attachments::text, e.created_at, e.client_token, e.salt, e.body_digest,
       e.payload_digest, e.attachments_digest, e.hash, e.visible_hash
FROM ledger_entry e LEFT JOIN ledger_conversation c ON c.conversation_id = e.conversation_id
WHERE e.case_id = ANY (%s) ORDER BY e.case_id, e.seq
"""
LEAVES = "SELECT chain, day::text, length, hash FROM ledger_leaf WHERE chain = ANY (%s)"


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
    return next((fault for _number, fault in _checked(_rows(ONE_HEAD, [case_id]))), None)


def verify_all(batch: int = BATCH) -> Iterator[tuple[str, Fault | None]]:
    """Check every chain of every brand, a batch of cases in memory at a time."""
    for brand_id in Brand.objects.order_by("pk").values_list("pk", flat=True):
        last, more = 0, True
        while more:
            with snapshot(brand_id):
                heads = _rows(HEADS, [brand_id, last, batch])
                checked = list(_checked(heads))
            yield from checked
            more = len(heads) == batch
            last = heads[-1]["case_id"] if heads else last


def case_chain(case_id: int) -> CaseChain:
    """Return one case's chain as it is stored."""
    return next(chain for chain, _brand in _chains(_rows(ONE_HEAD, [case_id])))


def _checked(heads: list[dict[str, Any]]) -> Iterator[tuple[str, Fault | None]]:
    chains = list(_chains(heads))
    leaves = _leaves([name for chain, _brand in chains for name in _names(chain)])
    for chain, brand_id in chains:
        fault = case_fault(chain) or _stray(chain, brand_id) or _uncovered(chain, leaves)
        yield chain.number, fault


def _chains(heads: list[dict[str, Any]]) -> Iterator[tuple[CaseChain, int]]:
    ids = [head["case_id"] for head in heads]
    threads: dict[int, dict[str, tuple[int, bytes]]] = defaultdict(dict)
    for row in _rows(CONVERSATIONS, [ids]):
        threads[row["case_id"]][row["public_id"]] = (row["position"], row["hash"])
    found = {
        case_id: [{**row, "at": micros(row["created_at"])} for row in rows]
        for case_id, rows in groupby(_rows(ENTRIES, [ids]), key=lambda row: row["case_id"])
    }
    for head in heads:
        chain = CaseChain(
            number=head["number"],
            head=(head["seq"], head["hash"]),
            conversations=threads[head["case_id"]],
            entries=found.get(head["case_id"], []),
        )
        yield chain, head["brand_id"]


def _stray(chain: CaseChain, brand_id: int) -> Fault | None:
    strays = (entry["seq"] for entry in chain.entries if entry["brand_id"] != brand_id)
    place = next(strays, None)
    return None if place is None else Fault(f"case {chain.number}", place, "is of another brand")


def _names(chain: CaseChain) -> list[str]:
    threads = [conversation_genesis(public_id).hex() for public_id in chain.conversations]
    return [case_genesis(chain.number).hex(), *threads]


def _leaves(names: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(LEAVES, [names]):
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


def _rows(statement: str, parameters: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
