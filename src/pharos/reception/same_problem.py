"""Whether a new case is about the same problem as one that is open. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class By(StrEnum):
    """What two cases have in common."""

    SUBJECT = "subject"
    FINDING = "finding"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One case, as far as it tells whether another is about the same.

    `reason` is empty where nobody knows it; of a group alone (`DEP`) it was found by what was
    named. `found` is the answer of the diagnosis, `subjects` are the things that the case
    concerns, by their kind. `customers` are those who talk in it. `awaits` is what the program has
    promised to write about there. `is_free` tells whether people leave it to the program.
    """

    case_id: int
    opened_at: datetime
    customers: frozenset[int]
    reason: str = ""
    found: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    awaits: frozenset[str] = frozenset()
    is_free: bool = True

    @property
    def age(self) -> tuple[datetime, int]:
        return self.opened_at, self.case_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The open case that a new one is about, and what shows it (`what`: a thing or a finding)."""

    case_id: int
    by: By
    what: str = ""


def same_problem(
    new: Problem,
    others: Iterable[Problem],
    *,
    person: frozenset[int],
    within: timedelta,
    parted: frozenset[int] = frozenset(),
) -> Same | None:
    """Return the earlier open case of the same `person` that `new` is about; None in any doubt.

    The same thing named in both is enough. Without one it takes the same reason, no different
    finding, and that there is one such case alone. Who names another thing has another problem.
    What the program has promised to write about must be awaited there too.
    `parted` are those that `new` was parted from before: they are never the same again.
    """
    if not new.is_free or not new.customers or not new.customers <= person:
        return None
    open_ones = sorted(
        (
            one
            for one in others
            if one.is_free
            and one.customers
            and one.customers <= person
            and one.case_id not in parted
            and one.age < new.age
            and new.opened_at - one.opened_at <= within
            and new.awaits <= one.awaits
        ),
        key=lambda one: one.age,
    )
    for one in open_ones:
        thing = _in_common(new, one)
        if thing and _reasons_fit(new.reason, one.reason):
            return Same(case_id=one.case_id, by=By.SUBJECT, what=thing)
    alike = [one for one in open_ones if _is_alike(new, one)]
    if len(alike) != 1:
        return None
    (one,) = alike
    if new.found and new.found == one.found:
        return Same(case_id=one.case_id, by=By.FINDING, what=new.found)
    return Same(case_id=one.case_id, by=By.REASON)


def _in_common(new: Problem, other: Problem) -> str:
    """A thing that both concern, empty if there is none or anything else of its kind differs."""
    both = [kind for kind in new.subjects if kind in other.subjects]
    if any(new.subjects[kind] != other.subjects[kind] for kind in both):
        return ""
    return new.subjects[both[0]] if both else ""


def _reasons_fit(one: str, other: str) -> bool:
    """The same reason, or one is the group of the other, found by what was named."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or long.startswith(f"{short}."))


def _is_alike(new: Problem, other: Problem) -> bool:
    """The same reason, of which neither says anything else: no other thing, no other finding."""
    if new.reason != other.reason or "." not in new.reason:
        return False
    if new.subjects and other.subjects:
        return False  # each names a thing of its own: what they share was found before
    return not new.found or not other.found or new.found == other.found
