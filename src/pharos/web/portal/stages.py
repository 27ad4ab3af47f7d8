"""Where a case stands, in five steps that a customer understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Case
from pharos.cases.states import CaseState

STAGES: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("received", _("Received")),
    ("checking", _("Checking")),
    ("specialist", _("With a specialist")),
    ("answered", _("Answered")),
    ("done", _("Done")),
)
_OF_STATE: Final = {
    CaseState.NEW: "received",
    CaseState.TRIAGED: "received",
    CaseState.QUEUED: "received",
    CaseState.REOPENED: "received",
    CaseState.WAITING_CHAIN: "checking",
    CaseState.IN_PROGRESS: "specialist",
    CaseState.WAITING_INTERNAL: "specialist",
    CaseState.WAITING_THIRD_PARTY: "specialist",
    CaseState.SCHEDULED: "specialist",
    CaseState.WAITING_CUSTOMER: "answered",
    CaseState.RESOLVED: "done",
    CaseState.CLOSED: "done",
    # Nobody is told that what they wrote was taken for spam; a person may still look.
    CaseState.SPAM: "received",
    CaseState.MERGED: "specialist",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step, and whether it is past, here or ahead."""

    name: str
    label: str | Promise
    place: str


def stage_of(case: Case) -> str:
    """The name of the stage at which a case is."""
    return _OF_STATE[CaseState(case.state)]


def label_of(case: Case) -> str | Promise:
    return dict(STAGES)[stage_of(case)]


def stages_of(case: Case) -> list[Stage]:
    """All stages in order, as seen from where the case is."""
    names = [name for name, _label in STAGES]
    here = names.index(stage_of(case))
    places = ["past"] * here + ["here"] + ["ahead"] * (len(names) - here - 1)
    return [Stage(name, label, place) for (name, label), place in zip(STAGES, places, strict=True)]
