"""One hash for many, and the short proof that one of them is in it (RFC 6962, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from pharos.cases.ledger.canonical import spell


def leaf_hash(chain: str, length: int, head: bytes) -> bytes:
    """Return the leaf of a chain that had `length` entries and this head.

    `chain` is the chain's genesis in hexadecimal, so that a leaf names nobody.
    """
    plain = spell("pharos.leaf.1") + spell(chain) + spell(length) + spell(head)
    return sha256(b"\x00" + plain).digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the hash over all leaves; of none, the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return _node(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def inclusion_path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """Return the hashes beside the way from leaf `place` (from 0) up to the root."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if place < split:
        return [*inclusion_path(leaves[:split], place), tree_hash(leaves[split:])]
    return [*inclusion_path(leaves[split:], place - split), tree_hash(leaves[:split])]


def climb(leaf: bytes, place: int, leaves: int, path: Sequence[bytes]) -> bytes:
    """Return the root that `path` leads to from `leaf`. A path of the wrong length is refused."""
    if not 0 <= place < leaves or (leaves == 1) != (not path):
        raise ValueError("the path does not fit the tree")
    if leaves == 1:
        return leaf
    split = _split(leaves)
    if place < split:
        return _node(climb(leaf, place, split, path[:-1]), path[-1])
    return _node(path[-1], climb(leaf, place - split, leaves - split, path[:-1]))


def fold(previous: bytes, tree: bytes) -> bytes:
    """Return a day's root: it stands on the root before it."""
    return sha256(previous + tree).digest()


def signed_root_bytes(day: str, root: bytes, leaves: int) -> bytes:
    """Return what the signature of a day's root is made over."""
    return spell("pharos.root.1") + spell(day) + spell(root) + spell(leaves)


def _split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
