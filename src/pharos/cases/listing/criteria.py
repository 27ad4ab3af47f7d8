"""What a list of cases is narrowed by: plain data that can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from pharos.cases.states import SETTLED, CaseState
from pharos.kernel.errors import Invalid

ME = "me"
NOBODY = "nobody"
ORDERS = ("wait", "newest")
PROMISES = ("late", "soon")
MOST = 20  # values of one criterion: more is not a view but a search
LONGEST = 40
WEEK_IN_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """All that is named must hold; of several values for one of them, any. Nothing: open cases.

    `assignee` is `me`, `nobody`, or the id of staff. `reasons` are codes or their beginnings.
    """

    states: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    assignee: str = ""
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    waiting: bool = False
    waiting_minutes: int = 0
    promise: str = ""
    unread: bool = False
    mentioned: bool = False
    settled: bool = False
    order: str = "wait"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Return the criteria that `given` spells, or refuse with `criteria_unknown`.

        A form's values and the JSON of a saved view are read alike. Open and settled states in
        one list are refused: each kind has an order of its own.
        """
        known = {field.name for field in fields(cls)}
        if unknown := set(given) - known:
            raise _unknown(", ".join(sorted(unknown)))
        criteria = cls(**{name: READ[name](value) for name, value in given.items()})
        return criteria._checked()

    def _checked(self) -> Self:
        settled = {state for state in self.states if CaseState(state) in SETTLED}
        if settled and settled != set(self.states):
            raise Invalid(
                _("Choose open states or settled ones, not both in one list."),
                code="criteria_mixed",
            )
        if self.settled and self.states and not settled:
            raise Invalid(_("Open states cannot be settled."), code="criteria_mixed")
        return self

    @property
    def is_settled(self) -> bool:
        return self.settled or any(CaseState(state) in SETTLED for state in self.states)

    def as_json(self) -> dict[str, Any]:
        """Return what differs from the beginning, for a column or an address."""
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}
        start: dict[str, Any] = {field.name: field.default for field in fields(self)}
        return {name: v for name, v in plain.items() if v != start[name] and v != []}


def _unknown(what: str) -> Invalid:
    return Invalid(
        _("No list can be made of this: %(what)s") % {"what": what}, code="criteria_unknown"
    )


def _words(value: Any) -> tuple[str, ...]:
    many = value if isinstance(value, list | tuple) else [value]
    if len(many) > MOST or any(not isinstance(v, str) or len(v) > LONGEST for v in many):
        raise _unknown(str(value)[:LONGEST])
    return tuple(dict.fromkeys(v for v in many if v))


def _numbers(value: Any) -> tuple[int, ...]:
    many = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(_number(v) for v in many[: MOST + 1] if v != ""))[:MOST]


def _number(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST // 4):
        raise _unknown(text[:LONGEST])
    return int(text)


def _states(value: Any) -> tuple[str, ...]:
    states = _words(value)
    if bad := [state for state in states if state not in CaseState.values]:
        raise _unknown(bad[0])
    return states


def _minutes(value: Any) -> int:
    return min(_number(value or 0), 4 * WEEK_IN_MINUTES)


def _yes(value: Any) -> bool:
    return value in (True, "1", "on", "true")


def _assignee(value: Any) -> str:
    text = str(value)
    return text if text in ("", ME, NOBODY) else str(_number(text))


def _one_of(*choices: str) -> Any:
    def read(value: Any) -> str:
        if value not in ("", *choices):
            raise _unknown(str(value)[:LONGEST])
        return str(value)

    return read


READ: dict[str, Any] = {
    "states": _states,
    "teams": _numbers,
    "assignee": _assignee,
    "languages": _words,
    "channels": _words,
    "tags": _numbers,
    "reasons": _words,
    "waiting": _yes,
    "waiting_minutes": _minutes,
    "promise": _one_of(*PROMISES),
    "unread": _yes,
    "mentioned": _yes,
    "settled": _yes,
    "order": _one_of(*ORDERS),
}
