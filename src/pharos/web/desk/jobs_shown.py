"""What the exchange was asked to do for a case, and what it can be asked, as the desk shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Case
from pharos.diagnosis.acting.kinds import KINDS, Kind
from pharos.diagnosis.acting.offering import offers_of
from pharos.diagnosis.acting.queries import KnownJob, KnownJobs
from pharos.diagnosis.acting.reasons import reason_words
from pharos.people.actor import Actor

# A state as an icon, a word and the look of a badge.
STATES: Final[dict[str, tuple[str, str | Promise, str]]] = {
    "AWAITING_APPROVAL": ("shield", _("Waits for approval"), "badge--plain"),
    "ASKED": ("clock", _("Being asked"), "badge--plain"),
    "RUNNING": ("clock", _("Taken on"), "badge--plain"),
    "DONE": ("check", _("Done"), "badge--sure"),
    "REFUSED": ("x", _("Refused"), "badge--plain"),
    "DECLINED": ("x", _("Not approved"), "badge--plain"),
    "LOST": ("alert", _("Nobody knows"), "badge--plain"),
}
# What has been done, or is on its way, is not offered again.
THERE: Final = ("AWAITING_APPROVAL", "ASKED", "RUNNING", "DONE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A button: what it asks for, and the finding that leads to it (`seq` 0: none)."""

    kind: str
    label: str | Promise
    seq: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One job: what, for which thing, how far, who asked, who decided, and what may be done."""

    token: UUID
    title: str | Promise
    subject: str
    icon: str
    state: str | Promise
    look: str
    who: str
    asked_at: datetime
    changed_at: datetime
    decide_by: datetime | None
    decided_by: str
    reason: str
    may_decide: bool
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The section of the facts: what was asked, and what can be asked without a finding."""

    lines: tuple[JobLine, ...]
    asks: tuple[Ask, ...]


def asked_shown(actor: Actor, case: Case, known: KnownJobs) -> Asked | None:
    """The section as this reader sees it; None where there is nothing in it."""
    bare = (KINDS[code] for code in known.on if code in KINDS)
    asks = tuple(
        Ask(kind=kind.code.lower(), label=kind.name)
        for kind in bare
        if kind.accepts({}) and may_ask(actor, case, kind) and not _is_there(known, kind.code, "")
    )
    lines = tuple(_line(actor, case, one) for one in known.jobs)
    return Asked(lines=lines, asks=asks) if lines or asks else None


def asks_of(
    actor: Actor, case: Case, known: KnownJobs, stored: Mapping[str, Any], *, seq: int, index: int
) -> tuple[Ask, ...]:
    """What a finding's steps let this reader ask the exchange for."""
    return tuple(
        Ask(kind=offer.kind.code.lower(), label=offer.kind.name, seq=seq, index=index)
        for offer in _each_once(stored, known)
        if may_ask(actor, case, offer.kind)
    )


def may_ask(actor: Actor, case: Case, kind: Kind) -> bool:
    return (
        actor.may_reply
        and not actor.is_partner
        and not case.is_settled
        and case.assurance >= kind.assurance
    )


def _each_once(stored: Mapping[str, Any], known: KnownJobs) -> Iterable[Any]:
    for offer in offers_of(stored["steps"], known.on):
        # What needs nothing but the account stands in the section of its own.
        if not offer.kind.accepts({}) and not _is_there(known, offer.kind.code, offer.subject):
            yield offer


def _is_there(known: KnownJobs, kind: str, subject: str) -> bool:
    return any(
        (one.kind, one.subject) == (kind, subject) and one.state in THERE for one in known.jobs
    )


def _line(actor: Actor, case: Case, one: KnownJob) -> JobLine:
    icon, state, look = STATES[one.state]
    is_own = one.asked_by_kind == "staff" and one.asked_by == actor.id
    waits = one.state == "AWAITING_APPROVAL" and not case.is_settled
    return JobLine(
        token=one.token,
        title=KINDS[one.kind].name,
        subject=one.subject,
        icon=icon,
        state=state,
        look=look,
        who=_who(one),
        asked_at=one.asked_at,
        changed_at=one.changed_at,
        decide_by=one.decide_by if one.state == "RUNNING" else None,
        decided_by=one.approved_by_name,
        reason=one.reason if one.state == "DECLINED" else reason_words(one.reason),
        may_decide=waits and actor.may_confirm_identity and not is_own,
        is_own=is_own and waits,
    )


def _who(one: KnownJob) -> str:
    if one.asked_by_kind != "staff":
        return gettext("the customer")
    return one.asked_by_name
