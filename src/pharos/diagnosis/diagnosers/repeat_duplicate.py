"""D36: whether we work on this already, or worked on it before. Asked of our own cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.desk_records import OwnCase
from pharos.diagnosis.facts import Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.running import Found, diagnoser
from pharos.kernel.reasons import UNSORTED

WORDS = {
    "duplicate": _("We already work on this, in case %(case)s since %(opened)s."),
    "go_on": _("Please go on there, so that nothing has to be told twice."),
    "repeat": _("You asked about this before: case %(case)s was settled on %(settled)s."),
    "count": _("Such cases of yours since %(since)s: %(count)s. We look at them together."),
    "none": _("We have no other case of yours about this."),
}
OUTCOMES = ("DUP", "REPEAT", "NONE")
# Whoever comes back within this time was not helped the first time.
LOOKS_BACK: Final = timedelta(days=30)


@diagnoser("D36", "repeat_duplicate", outcomes=OUTCOMES, words=WORDS)
def repeat_duplicate(ask: Ask) -> Found:
    """An open case about the same comes first, then settled ones of the last while."""
    reason = ask.inputs.reason or ask.inputs.kind
    since = ask.inputs.since or ask.at - LOOKS_BACK
    asked = ask.cases_like(reason, since)
    alike = [one for one in asked.data if _is_alike(one, reason, _subjects(ask))]
    working = [one for one in alike if one.settled_at is None]
    if working:
        oldest = min(working, key=lambda one: (one.opened_at, one.number))
        figures = {"case": asked.shows(oldest.number), "opened": asked.shows(oldest.opened_at)}
        said = (Said(key="D36.duplicate", figures=figures), Said(key="D36.go_on"))
        step = Step(kind="open_case", arguments={"case": oldest.number})
        return Found(outcome="DUP", said=said, evidence=figures, steps=(step,))
    settled = [(one.settled_at, one.number) for one in alike if one.settled_at]
    if not settled:
        return Found(outcome="NONE", said=(Said(key="D36.none"),), is_fine=True)
    settled_at, number = max(settled)
    last = {"case": asked.shows(number), "settled": asked.shows(settled_at)}
    count = {"since": asked.shows(since), "count": asked.shows(len(settled))}
    said = (Said(key="D36.repeat", figures=last), Said(key="D36.count", figures=count))
    step = Step(kind="open_case", arguments={"case": number})
    return Found(outcome="REPEAT", said=said, evidence=last | count, steps=(step,))


def _subjects(ask: Ask) -> frozenset[str]:
    """The things that the customer named now."""
    given = ask.inputs
    named = (
        given.txid,
        given.deposit,
        given.withdrawal,
        given.order,
        given.reference,
        given.campaign,
        given.key_id,
    )
    return frozenset(one for one in named if one)


def _is_alike(one: OwnCase, reason: str, subjects: frozenset[str]) -> bool:
    """About the same thing; or of the same reason, unless each names a thing of its own.

    Two that nobody has sorted have nothing in common by that.
    """
    if subjects and one.about:
        return not subjects.isdisjoint(one.about)
    return one.reason == reason != UNSORTED
