"""Who is let in where, in words: what stands behind an address, and how to knock at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pharos.people.roles import ANSWERING, Role
from pharos.testing.cast import Cast

ALL = frozenset(Role)
Value = Callable[[Cast], object]
Data = Mapping[str, Any] | Callable[[Cast], Mapping[str, Any]]


class Kind(Enum):
    """What stands behind the address, and so who is turned away how."""

    PUBLIC = "everybody comes in"
    STAFF = "staff of certain roles; the page shows each what is theirs"
    CASE = "one case: absent for whoever may not see it"
    BRAND = "one thing of a brand: absent for staff of other brands"
    NOBODY = "closed to everybody in this setting"
    OWN = "one's own case: who has not proved to be its customer is asked to sign in, and no more"
    MACHINE = "machines, which prove themselves by a signature: whoever has none is refused"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Who is let in, and how to knock."""

    kind: Kind
    roles: frozenset[str] = ALL
    method: str = "GET"
    data: Data = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    # Asks as a script of ours does, for a part of a page.
    fragment: bool = False
    # Nothing of the kind is there: whoever is let in is told so, with 404.
    missing: bool = False


def everybody(method: str = "GET", *, data: Data | None = None, **values: Value) -> Gate:
    return Gate(kind=Kind.PUBLIC, method=method, data=data or {}, values=values)


def nobody(method: str = "GET", *, data: Data | None = None, **values: Value) -> Gate:
    """Not there at all, as demo pages outside the demo and the set-up page after set-up."""
    return Gate(kind=Kind.NOBODY, method=method, data=data or {}, values=values)


def own(method: str = "POST", *, data: Data | None = None, **values: Value) -> Gate:
    """What a customer does in their case, whether or not there is one of this number."""
    return Gate(kind=Kind.OWN, method=method, data=data or {}, values=values)


def machine(method: str = "POST", *, data: Data | None = None, **values: Value) -> Gate:
    return Gate(kind=Kind.MACHINE, method=method, data=data or {}, values=values)


def staff(
    method: str = "GET",
    *,
    roles: frozenset[str] = ALL,
    data: Data | None = None,
    missing: bool = False,
    **values: Value,
) -> Gate:
    """A page that belongs to no single case or brand: the queue, one's own account."""
    return Gate(
        kind=Kind.STAFF,
        roles=roles,
        method=method,
        data=data or {},
        missing=missing,
        values=values,
    )


def case_read(
    *,
    roles: frozenset[str] = ALL,
    fragment: bool = False,
    data: Data | None = None,
    missing: bool = False,
    **values: Value,
) -> Gate:
    return Gate(
        kind=Kind.CASE,
        roles=roles,
        fragment=fragment,
        data=data or {},
        missing=missing,
        values=values,
    )


def case_change(
    *,
    roles: frozenset[str] = ANSWERING,
    data: Data | None = None,
    missing: bool = False,
    **values: Value,
) -> Gate:
    return Gate(
        kind=Kind.CASE, roles=roles, method="POST", data=data or {}, values=values, missing=missing
    )


def admin(
    method: str = "GET",
    *,
    roles: frozenset[str] = frozenset({Role.ADMINISTRATOR}),
    data: Data | None = None,
    missing: bool = False,
    **values: Value,
) -> Gate:
    """For administrators; with a value or a brand in the address, for those of that brand."""
    return Gate(
        kind=Kind.BRAND,
        roles=roles,
        method=method,
        data=data or {},
        missing=missing,
        values=values,
    )
