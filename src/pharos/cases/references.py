"""What a file names that can be looked up: transactions, addresses, numbers of orders.

The words of a file are what is written in it, and what is read in its pictures. A file in which a
secret is found is refused before it comes to this (`files.checking`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pharos.cases.words import LONGEST
from pharos.exchange.addresses import recognise

KINDS: Final = ("txid", "address", "order")
SURE: Final = frozenset({"CERTAIN", "LIKELY"})
# A hash in a picture may be anybody's; digits alone are prices and times.
SURE_ENOUGH: Final = {"txid": SURE | {"POSSIBLE"}, "address": SURE, "order": SURE}
# What names more than this is a list.
MOST: Final = 10

# A hash has 64 digits. Screens of phones break it, and whoever reads pictures sees gaps in it and
# takes the nought before the x for a letter.
HASH_DIGITS: Final = 64
LEAST_PIECE: Final = 8
_PIECE: Final = re.compile(r"(?:([0Oo]x))?([0-9a-fA-F]+)")


def references_in(text: str) -> list[dict[str, str]]:
    """Return what the words of a file name, each once, in order; nothing of lists and logs."""
    if len(text) > LONGEST:
        return []
    found: dict[tuple[str, str], None] = {}
    taken: set[int] = set()
    for one in recognise("\n".join([text, *mended_hashes(text)])):
        if one.kind not in KINDS or one.position in taken:
            continue
        if one.certainty in SURE_ENOUGH[one.kind]:
            found[one.kind, one.text] = None
            taken.add(one.position)
    return [{"kind": kind, "value": value} for kind, value in found][:MOST]


def mended_hashes(text: str) -> list[str]:
    """Return each hash that stands there in pieces, or with a letter for its first nought."""
    words = [_PIECE.fullmatch(word) for word in text.split()]
    return [
        whole
        for place, first in enumerate(words)
        if first and len(first[2]) >= LEAST_PIECE and (whole := _whole(words[place:]))
    ]


def _whole(words: Sequence[re.Match[str] | None]) -> str:
    """The hash that begins with the first of these, if their digits come to one."""
    first, digits = words[0], ""
    for word in words:
        if first is None or word is None or (word[1] and word is not first):
            break
        digits += word[2]
        if len(digits) >= HASH_DIGITS:
            break
    if first is None or len(digits) != HASH_DIGITS:
        return ""
    return f"0x{digits}" if first[1] else digits
