"""Who is meant by `@Name` in a note."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from pharos.people.models import Staff


def mentioned(text: str, colleagues: Iterable[Staff]) -> list[int]:
    """Return the ids of those colleagues whom the text names after an `@`, in ascending order.

    However the name is cased, and the longest that fits: `@Ana Silva` is not Ana. Two who share a
    name are both meant. An address such as `a@ana.example` names nobody.
    """
    ids_by_name: defaultdict[str, set[int]] = defaultdict(set)
    for colleague in colleagues:
        ids_by_name[" ".join(colleague.name.split()).casefold()].add(colleague.pk)
    names = sorted((name for name in ids_by_name if name), key=len, reverse=True)
    if "@" not in text or not names:
        return []

    pattern = re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, names))})(?!\w)")
    plain = " ".join(text.split()).casefold()
    return sorted({pk for found in pattern.finditer(plain) for pk in ids_by_name[found[1]]})
