"""D14: whether a withdrawal can still be stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.diagnosis.withdrawals import (
    GIVEN_UP,
    SENT,
    can_be_cancelled,
    cancel,
    contradicts_itself,
    evidence_of,
    no_withdrawal,
    the_withdrawal,
)
from pharos.exchange.objects import Withdrawal

WORDS = {
    "cancellable": _(
        "Your withdrawal of %(amount)s has not left yet. Do you want to cancel it now?"
    ),
    "until": _("This is possible until %(until)s."),
    "sent": _(
        "Your withdrawal of %(amount)s is already on the blockchain. Nobody can call it back."
    ),
    "leaving": _(
        "Your withdrawal of %(amount)s is being sent right now and can no longer be cancelled."
    ),
    "ended": _("The time to cancel your withdrawal of %(amount)s ended on %(until)s."),
    "over": _("This withdrawal has already ended. There is nothing left to cancel."),
    "not_found": _("We do not find this withdrawal in your account. Choose it from your list."),
}
OUTCOMES = (
    "CANCELLABLE",
    "TOO_LATE",
    # Cancelled, refused or failed already: nothing left and nothing will.
    "OVER",
    # No such withdrawal of this customer, or it cannot be told which of several is meant.
    "NOT_FOUND",
)
EVENTS: Final = ("withdrawal.state",)
# It leaves when it leaves: what could be cancelled just now is looked at again soon.
A_MINUTE: Final = timedelta(minutes=1)


@diagnoser("D14", "not_broadcast", outcomes=OUTCOMES, words=WORDS)
def not_broadcast(ask: Ask) -> Found:
    """Cancelling is offered only for what has certainly not left. The exchange may still refuse."""
    meant = the_withdrawal(ask)
    if meant is None:
        return no_withdrawal("D14")
    one = meant.data
    if one.state in GIVEN_UP:
        over = (Said(key="D14.over"),)
        return Found(outcome="OVER", said=over, evidence=evidence_of(meant), is_fine=True)
    if contradicts_itself(one):
        return disagreed(ask, meant, about=one.id, team="wallet")
    if can_be_cancelled(one, ask.at):
        return _cancellable(ask, meant)
    return _too_late(meant)


def _cancellable(ask: Ask, meant: Fact[Withdrawal]) -> Found:
    one, until = meant.data, meant.data.cancellable_until
    said = [Said(key="D14.cancellable", figures={"amount": meant.amount(one.amount, one.asset)})]
    evidence = evidence_of(meant)
    if until is not None:
        evidence["ends"] = meant.shows(until)
        said.append(Said(key="D14.until", figures={"until": evidence["ends"]}))
    return Found(
        outcome="CANCELLABLE",
        said=tuple(said),
        evidence=evidence,
        eta=evidence.get("ends"),
        steps=(cancel(one),),
        watch=Watch(at=until or ask.at + A_MINUTE, subject=one.id, events=EVENTS),
    )


def _too_late(meant: Fact[Withdrawal]) -> Found:
    one = meant.data
    figures = {"amount": meant.amount(one.amount, one.asset)}
    if one.state in SENT:
        said = Said(key="D14.sent", figures=figures)
    elif one.state == "SIGNING" or one.cancellable_until is None:
        said = Said(key="D14.leaving", figures=figures)
    else:
        ended = {"until": meant.shows(one.cancellable_until)}
        said = Said(key="D14.ended", figures=figures | ended)
    return Found(outcome="TOO_LATE", said=(said,), evidence=evidence_of(meant))
