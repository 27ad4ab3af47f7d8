"""What an import would change, before it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from pharos.brands.changing import flat
from pharos.kernel.audit import difference
from pharos.setup.files import PARTS, Setup

# By what one thing of a part is known again.
KEYS: Final = {
    "members": ("team", "email"),
    "tags": ("name",),
    "saved_replies": ("owner", "name"),
    "token_keys": ("key_id",),
    "views": ("made_by", "name"),
    "accounts": ("kind", "label"),
    "outlets": ("kind", "label"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value that an import would change."""

    brand: str
    part: str
    field: str
    before: Any
    after: Any


def lines_between(present: Setup, wanted: Setup) -> list[Line]:
    """Return what differs. Beside the profile an import only adds and changes."""
    return [
        Line(slug, part, field, before, after)
        for slug in sorted(wanted)
        for part in PARTS
        for field, (before, after) in _changes(
            part, present.get(slug, {}).get(part), wanted[slug].get(part)
        ).items()
    ]


def _changes(part: str, before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    if part == "profile":
        return difference(flat(before or {}), flat(after or {}))
    old, new = _keyed(part, before), _keyed(part, after)
    found: dict[str, tuple[Any, Any]] = {}
    for key, item in new.items():
        found |= difference(flat(old.get(key, {}), key), flat(item, key))
    return found


def _keyed(part: str, items: Any) -> dict[str, dict[str, Any]]:
    """Know each thing by its key; names of things are the same in small and large letters.

    The second of a name, as accounts may have, is known by its number.
    """
    names = KEYS[part]
    found: dict[str, dict[str, Any]] = {}
    times: Counter[str] = Counter()
    for item in items or []:
        key = " ".join(str(item[name]).casefold() for name in names if item.get(name))
        times[key] += 1
        found[key if times[key] == 1 else f"{key} {times[key]}"] = item
    return found
