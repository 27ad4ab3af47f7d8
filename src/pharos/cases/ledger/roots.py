"""Each day's signed fold of the ledger: what stood then cannot be rewritten unseen, by anybody.

Folded are the heads of the chains that moved since the fold before. A chain that did not move is
covered already, by the day on which it last did, and each root stands on the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from pharos.brands.queries import all_brand_ids
from pharos.cases.ledger.exported import is_signed
from pharos.cases.ledger.merkle import (
    fold,
    inclusion_path,
    leaf_hash,
    signed_root_bytes,
    tree_hash,
)
from pharos.cases.ledger.signing import installation_key, public_bytes
from pharos.cases.ledger.stored import rows_of, snapshot
from pharos.cases.ledger.verify import Fault
from pharos.kernel.scope import enter_brands
from pharos.kernel.time import now

NOTHING_BEFORE = bytes(32)
LAST = "SELECT day, root FROM ledger_root ORDER BY day DESC LIMIT 1"
# A chain is named by the hash that it begins with, so the leaves, which no brand owns, name nobody.
MOVED = """
SELECT chain, length, hash FROM (
    SELECT encode(sha256(ledger_text('pharos.case.1') || ledger_text(number)), 'hex') AS chain,
           seq AS length, hash
    FROM ledger_head WHERE seq > 0
    UNION ALL
    SELECT encode(sha256(ledger_text('pharos.conversation.1') || ledger_text(public_id::text)),
                  'hex'), position, hash
    FROM ledger_conversation WHERE position > 0
) head
WHERE NOT EXISTS (SELECT FROM ledger_leaf leaf
                  WHERE leaf.chain = head.chain AND leaf.length >= head.length)
ORDER BY chain
"""
KEEP = "SELECT ledger_keep_root(%s, %s, %s, %s, %s, %s, %s::text[], %s::int[], %s::bytea[])"
LEAVES = "SELECT chain, length, hash FROM ledger_leaf WHERE day = %s ORDER BY place"
ROOTS = """
SELECT day::text, root, previous, leaves, signature, public_key FROM ledger_root ORDER BY day
"""
# Chains that a root covers and that are not there any more.
VANISHED = """
SELECT DISTINCT l.chain, max(l.day)::text AS day FROM ledger_leaf l
WHERE l.chain NOT IN (
    SELECT encode(sha256(ledger_text('pharos.case.1') || ledger_text(number)), 'hex')
    FROM ledger_head
    UNION ALL
    SELECT encode(sha256(ledger_text('pharos.conversation.1') || ledger_text(public_id::text)),
                  'hex')
    FROM ledger_conversation
) GROUP BY 1 ORDER BY 1
"""
COVERING = """
SELECT r.day::text, r.root, r.previous, r.leaves, r.signature, r.public_key, l.place - 1 AS place,
       l.length
FROM ledger_leaf l JOIN ledger_root r ON r.day = l.day WHERE l.chain = %s ORDER BY r.day
"""


def own_key() -> Ed25519PrivateKey:
    """Return this installation's signing key."""
    return installation_key(settings.HOME)


def sign_due_roots(at: datetime | None = None) -> date | None:
    """Sign the root of the last whole day (UTC) if it is not there yet, and return that day.

    Days on which nothing of ours ran are covered by the next root: it folds all that moved.
    """
    day = (at or now()).astimezone(UTC).date() - timedelta(days=1)
    return day if sign_root(day) else None


def sign_root(day: date, *, key: Ed25519PrivateKey | None = None) -> bool:
    """Fold what moved since the last root, sign it and keep it. Repeats and old days do nothing."""
    signer = key or own_key()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        enter_brands(all_brand_ids())
        cursor.execute(LAST)
        last_day, previous = cursor.fetchone() or (None, NOTHING_BEFORE)
        if last_day is not None and day <= last_day:
            return False
        cursor.execute(MOVED)
        moved = cursor.fetchall()
        root = fold(previous, tree_hash([leaf_hash(*leaf) for leaf in moved]))
        signature = signer.sign(signed_root_bytes(day.isoformat(), root, len(moved)))
        signed = [day, root, previous, signature, public_bytes(signer), now()]
        columns = [[leaf[column] for leaf in moved] for column in range(3)]
        cursor.execute(KEEP, [*signed, *columns])
        return bool(cursor.fetchone()[0])


def covering_roots(chain: str) -> list[dict[str, Any]]:
    """Return each root that covers this chain, with the way from its leaf to the root."""
    roots = rows_of(COVERING, [chain])
    for root in roots:
        root["path"] = inclusion_path(_day_leaves(root["day"]), root["place"])
    return roots


def root_faults(public_key: bytes) -> Iterator[Fault]:
    """Check that each root is the fold of its leaves, on the one before, signed by our key."""
    before = NOTHING_BEFORE
    for root in rows_of(ROOTS, []):
        leaves = _day_leaves(root["day"])
        signed = signed_root_bytes(root["day"], root["root"], root["leaves"])
        name = f"root {root['day']}"
        if root["previous"] != before:
            yield Fault(name, 0, "does not stand on the root before it")
        if len(leaves) != root["leaves"] or fold(before, tree_hash(leaves)) != root["root"]:
            yield Fault(name, 0, "is not the fold of its leaves")
        if root["public_key"] != public_key or not is_signed(public_key, root["signature"], signed):
            yield Fault(name, 0, "is not signed by this installation's key")
        before = root["root"]


def vanished_faults() -> Iterator[Fault]:
    """Find whole chains that were there when a root was signed and are gone."""
    with snapshot(*all_brand_ids()):
        rows = rows_of(VANISHED, [])
    for row in rows:
        yield Fault(f"root {row['day']}", 0, f"covers the chain {row['chain']}, which is gone")


def _day_leaves(day: str) -> list[bytes]:
    return [leaf_hash(*leaf.values()) for leaf in rows_of(LEAVES, [day])]
