"""D34: what can still be done about a withdrawal that was sent to somebody who deceives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.doubts import disagreed, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found, diagnoser
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
    "cancellable": _("Your withdrawal of %(amount)s has not left yet. Cancel it now."),
    "until": _("This is possible until %(until)s."),
    "leaving": _(
        "Your withdrawal of %(amount)s is leaving right now and can no longer be cancelled."
    ),
    "sent": _(
        "Your withdrawal of %(amount)s is already on the blockchain. Nobody can pull it back."
    ),
    "platform": _(
        "It went to an address of %(platform)s. Only they could stop it there, and nobody can "
        "promise that they do."
    ),
    "asked": _("We asked %(platform)s on %(when)s to hold it."),
    "unknown": _("We do not know who owns the address that it went to."),
    "report": _("Report it to the police now, and take the details of this withdrawal with you."),
    "over": _("Your withdrawal of %(amount)s has not left, and it will not leave any more."),
    "not_found": _("We do not find this withdrawal in your account. Choose it from your list."),
    "beware": _(
        "Beware of anyone who offers to bring lost coins back for a fee. That is another scam."
    ),
}
OUTCOMES = (
    "CANCELLABLE",
    "SENT_KNOWN_PLATFORM",
    "SENT_UNKNOWN",
    # Too late to cancel and not on the blockchain yet: saying either of the others would be wrong.
    "LEAVING",
    # Cancelled, refused or failed already: nothing was lost by this one.
    "OVER",
    # No such withdrawal of this customer, or it cannot be told which of several is meant.
    "NOT_FOUND",
)
EVENTS: Final = ("withdrawal.state",)
A_MINUTE: Final = timedelta(minutes=1)
Meant = Fact[Withdrawal]


@diagnoser("D34", "outgoing_scam", outcomes=OUTCOMES, words=WORDS)
def outgoing_scam(ask: Ask) -> Found:
    """Cancel what can be; otherwise the plain truth. The warning is said whatever is found.

    It is right without any source, and needed most where nothing else can be said: so a source
    that is away is caught here, and named as ever.
    """
    try:
        found = _found(ask)
    except Missed as missed:
        away = Said(key="any.exchange_away")
        found = Found(
            outcome=UNKNOWN,
            certainty=Certainty.UNKNOWN,
            said=(away,),
            missing=(missed.missing,),
        )
    return replace(found, said=(*found.said, Said(key="D34.beware")))


def _found(ask: Ask) -> Found:
    meant = the_withdrawal(ask)
    if meant is None:
        return no_withdrawal("D34")
    one = meant.data
    if contradicts_itself(one):
        return disagreed(ask, meant, about=one.id, team="security")
    if can_be_cancelled(one, ask.at):
        return _cancellable(ask, meant)
    if one.state in SENT:
        return _sent(meant)
    if one.state in GIVEN_UP:
        said = _sentence(meant, "over")
        return Found(outcome="OVER", said=(said,), evidence=evidence_of(meant))
    return _leaving(ask, meant)


def _cancellable(ask: Ask, meant: Meant) -> Found:
    said, evidence = [_sentence(meant, "cancellable")], evidence_of(meant)
    until = meant.data.cancellable_until
    if until is not None:
        evidence["ends"] = meant.shows(until)
        said.append(Said(key="D34.until", figures={"until": evidence["ends"]}))
    return Found(
        outcome="CANCELLABLE",
        said=tuple(said),
        evidence=evidence,
        eta=evidence.get("ends"),
        steps=(cancel(meant.data), *_staff()),
        watch=Watch(at=until or ask.at + A_MINUTE, subject=meant.data.id, events=EVENTS),
    )


def _leaving(ask: Ask, meant: Meant) -> Found:
    return Found(
        outcome="LEAVING",
        said=(_sentence(meant, "leaving"),),
        evidence=evidence_of(meant),
        steps=_staff(),
        watch=Watch(at=ask.at + A_MINUTE, subject=meant.data.id, events=EVENTS),
    )


def _sent(meant: Meant) -> Found:
    """Whom to turn to, if the books know whose address it is. Nothing is promised."""
    said, steps = [_sentence(meant, "sent")], [_report(meant.data), *_staff()]
    platform = _platform(meant)
    if platform is None:
        said.append(Said(key="D34.unknown"))
    else:
        said += _of_platform(meant, platform)
    return Found(
        outcome="SENT_UNKNOWN" if platform is None else "SENT_KNOWN_PLATFORM",
        said=(*said, Said(key="D34.report")),
        evidence=evidence_of(meant),
        steps=tuple(steps),
    )


def _of_platform(meant: Meant, platform: Figure) -> list[Said]:
    said = [Said(key="D34.platform", figures={"platform": platform})]
    if asked_at := meant.data.hold_requested_at:
        figures = {"platform": platform, "when": meant.shows(asked_at)}
        said.append(Said(key="D34.asked", figures=figures))
    return said


def _platform(meant: Meant) -> Figure | None:
    one = meant.data
    counterparty = one.travel_rule.counterparty if one.travel_rule else None
    name = one.receiver or counterparty
    return meant.shows(name) if name else None


def _sentence(meant: Meant, key: str) -> Said:
    amount = meant.amount(meant.data.amount, meant.data.asset)
    return Said(key=f"D34.{key}", figures={"amount": amount})


def _report(one: Withdrawal) -> Step:
    return Step(kind="report_pack", arguments={"withdrawal": one.id})


def _staff() -> tuple[Step, ...]:
    return (task_of("security"),)
