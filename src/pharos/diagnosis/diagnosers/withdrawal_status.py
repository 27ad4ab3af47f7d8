"""D12: where a withdrawal stands, by the exchange's own books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed, doubt, is_offered, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.diagnosis.withdrawals import evidence_of, no_withdrawal, the_withdrawal
from pharos.exchange.objects import LedgerLine, Page, Withdrawal
from pharos.exchange.port import Exchange
from pharos.exchange.reasons import OPEN

WORDS = {
    "email": _(
        "Your withdrawal of %(amount)s waits for you. Confirm it with the link in the message "
        "that we sent you."
    ),
    "review": _(
        "Your withdrawal of %(amount)s is being checked. The check began on %(since)s, %(ago)s ago."
    ),
    "review_usual": _("Half of these checks end within %(half)s, and nine of ten within %(most)s."),
    "review_half": _("Half of these checks end within %(half)s."),
    "review_most": _("Nine of ten of these checks end within %(most)s."),
    "queued": _(
        "Your withdrawal of %(amount)s is approved and waits to be sent. It has waited since "
        "%(since)s, for %(ago)s."
    ),
    "queued_usual": _("Half of them are sent within %(half)s, and nine of ten within %(most)s."),
    "queued_half": _("Half of them are sent within %(half)s."),
    "queued_most": _("Nine of ten of them are sent within %(most)s."),
    "longer": _("Yours is taking longer than that, and we are sorry about it."),
    "signing": _("Your withdrawal of %(amount)s is approved and is being sent right now."),
    "sent": _("We sent your withdrawal of %(amount)s on %(since)s. Its transaction is %(txid)s."),
    "sent_plain": _("We sent your withdrawal of %(amount)s on %(since)s."),
    "done": _("Your withdrawal of %(amount)s is complete. Its transaction is %(txid)s."),
    "done_plain": _("Your withdrawal of %(amount)s is complete."),
    "cancelled": _("Your withdrawal of %(amount)s was cancelled on %(since)s."),
    "rejected": _("Your withdrawal of %(amount)s was refused on %(since)s."),
    "failed": _("Your withdrawal of %(amount)s could not be sent."),
    "back": _("%(back)s went back to your balance on %(when)s."),
    "back_plain": _("The money is in your balance again."),
    "info": _("Your withdrawal of %(amount)s waits for details about who receives it."),
    "held": _("Your withdrawal of %(amount)s is on hold."),
    "not_found": _("We do not find this withdrawal in your account. Choose it from your list."),
    "why_review": _("This came after a review that is required of us. We cannot give details."),
    "why_kyc_required": _("The reason is that your identity is not confirmed yet."),
    "why_kyc_expired": _("The reason is that your identity has to be confirmed again."),
    "why_travel_info": _("The reason is that details about the receiver were missing."),
    "why_travel_owner": _(
        "The reason is that it was not shown who owns the address it should go to."
    ),
    "why_region": _("The reason is that we do not serve the place it should go to or come from."),
    "why_negative": _("The reason is that your balance is below zero."),
    "why_takeover": _(
        "The reason is that somebody else may have asked for it. We stopped it to protect you."
    ),
    "why_new_address": _("The reason is that the address was too new to be used."),
    "why_maintenance": _("The reason is that maintenance was under way."),
}
OUTCOMES = (
    "EMAIL",
    "REVIEW",
    "QUEUED",
    "SENT",
    "DONE",
    "REJECTED",
    "FAILED",
    # Somebody stopped it: neither refused nor failed.
    "CANCELLED",
    # It waits for details or for the end of a hold; D08, D16 and D19 tell which.
    "OTHER_REASON",
    # No such withdrawal of this customer, or it cannot be told which of several is meant.
    "NOT_FOUND",
)
# What may be said of a refusal. Whatever is not here is a review, sealed or not.
WHY: Final = {
    "KYC_REQUIRED": "why_kyc_required",
    "KYC_EXPIRED": "why_kyc_expired",
    "TRAVEL_RULE_INFO": "why_travel_info",
    "TRAVEL_RULE_OWNERSHIP": "why_travel_owner",
    "REGION_NOT_SERVED": "why_region",
    "NEGATIVE_BALANCE": "why_negative",
    "SEC_SUSPECTED_TAKEOVER": "why_takeover",
    "SEC_NEW_ADDRESS": "why_new_address",
    "MAINTENANCE": "why_maintenance",
}
EVENTS: Final = ("withdrawal.state",)
AN_HOUR, A_WHILE = timedelta(hours=1), timedelta(minutes=10)
Meant = Fact[Withdrawal]


@diagnoser("D12", "withdrawal_status", outcomes=OUTCOMES, words=WORDS)
def withdrawal_status(ask: Ask) -> Found:
    """The books' state in words. How long it still takes is not said: nobody knows."""
    meant = the_withdrawal(ask)
    return no_withdrawal("D12") if meant is None else COURSE[meant.data.state](ask, meant)


def _waiting_for_customer(ask: Ask, meant: Meant) -> Found:
    resend = Step(kind="resend", who="exchange", arguments={"kind": "WITHDRAWAL_CONFIRM"})
    return Found(
        outcome="EMAIL",
        said=(_sentence(meant, "email"),),
        evidence=evidence_of(meant),
        steps=(resend,),
        watch=_watch(meant, ask.at + AN_HOUR),
    )


def _in_review(ask: Ask, meant: Meant) -> Found:
    """An ordinary review and a sealed one are told, timed and shown alike."""
    return _waiting(ask, meant, outcome="REVIEW", key="review", team="risk")


def _queued(ask: Ask, meant: Meant) -> Found:
    return _waiting(ask, meant, outcome="QUEUED", key="queued", team="wallet")


def _waiting(ask: Ask, meant: Meant, *, outcome: str, key: str, team: str) -> Found:
    """How long it has taken, and how long such usually takes as far as the exchange says."""
    one = meant.data
    age = max(meant.as_of - one.state_since, timedelta(0))
    said = [_sentence(meant, key, ago=meant.shows(age)), *_usual(meant, key)]
    most = _seconds(one.typical_p90_seconds)
    is_late = most is not None and age > most
    if is_late:
        said.append(Said(key="D12.longer"))
    ends = None if most is None else one.state_since + most
    return Found(
        outcome=outcome,
        said=tuple(said),
        evidence=evidence_of(meant) | {"since": meant.shows(one.state_since)},
        steps=_task(team) if is_late else (),
        watch=_watch(meant, ends if ends and ends > ask.at else ask.at + AN_HOUR),
    )


def _usual(meant: Meant, key: str) -> tuple[Said, ...]:
    half = _seconds(meant.data.typical_p50_seconds)
    most = _seconds(meant.data.typical_p90_seconds)
    if half is not None and most is not None:
        figures = {"half": meant.shows(half), "most": meant.shows(most)}
        return (Said(key=f"D12.{key}_usual", figures=figures),)
    if half is not None:
        return (Said(key=f"D12.{key}_half", figures={"half": meant.shows(half)}),)
    if most is not None:
        return (Said(key=f"D12.{key}_most", figures={"most": meant.shows(most)}),)
    return ()


def _signing(ask: Ask, meant: Meant) -> Found:
    return Found(
        outcome="QUEUED",
        said=(_sentence(meant, "signing"),),
        evidence=evidence_of(meant),
        watch=_watch(meant, ask.at + A_WHILE),
    )


def _sent(ask: Ask, meant: Meant) -> Found:
    return Found(
        outcome="SENT",
        said=(_with_transaction(meant, "sent"),),
        evidence=evidence_of(meant) | {"since": meant.shows(meant.data.state_since)},
        watch=_watch(meant, ask.at + A_WHILE),
        is_fine=True,
    )


def _done(_ask: Ask, meant: Meant) -> Found:
    said = (_with_transaction(meant, "done"),)
    return Found(outcome="DONE", said=said, evidence=evidence_of(meant), is_fine=True)


def _on_hold(ask: Ask, meant: Meant) -> Found:
    """On hold for a reason that may be said: D16 or D19 says it. Otherwise it is in review."""
    if meant.data.reason in OPEN:
        return _other_reason(ask, meant, "held")
    return _in_review(ask, meant)


def _for_details(ask: Ask, meant: Meant) -> Found:
    return _other_reason(ask, meant, "info")


def _other_reason(ask: Ask, meant: Meant, key: str) -> Found:
    return Found(
        outcome="OTHER_REASON",
        said=(_sentence(meant, key),),
        evidence=evidence_of(meant) | {"since": meant.shows(meant.data.state_since)},
        watch=_watch(meant, ask.at + AN_HOUR),
        is_fine=True,
    )


def _cancelled(ask: Ask, meant: Meant) -> Found:
    return _given_up(ask, meant, "CANCELLED", (_sentence(meant, "cancelled"),))


def _rejected(ask: Ask, meant: Meant) -> Found:
    said = [_sentence(meant, "rejected")]
    if meant.data.reason is not None:
        said.append(Said(key=f"D12.{WHY.get(meant.data.reason, 'why_review')}"))
    return _given_up(ask, meant, "REJECTED", tuple(said))


def _failed(ask: Ask, meant: Meant) -> Found:
    return _given_up(ask, meant, "FAILED", (_sentence(meant, "failed"),))


def _given_up(ask: Ask, meant: Meant, outcome: str, said: tuple[Said, ...]) -> Found:
    """It ended, and the money is said to be back only if the books show it."""
    one, ledger = meant.data, _ledger(ask, meant)
    back: tuple[Said, ...] = ()
    if ledger is not None:
        line = next((at for at in ledger.data.items if at.id == one.refund_ledger_id), None)
        if line is None and ledger.data.next_cursor:
            return doubt(ask, "INCOMPLETE", ledger, about=one.id, team="wallet")
        if line is None:
            return disagreed(ask, meant, ledger, about=one.id, team="wallet")
        figures = {
            "back": ledger.amount(line.amount, one.asset).with_fact(meant),
            "when": ledger.shows(line.at),
        }
        back = (Said(key="D12.back", figures=figures),)
    elif one.state == "FAILED_REFUNDED":
        back = (Said(key="D12.back_plain"),)
    evidence = evidence_of(meant) | {"since": meant.shows(one.state_since)}
    return Found(outcome=outcome, said=said + back, evidence=evidence)


def _ledger(ask: Ask, meant: Meant) -> Fact[Page[LedgerLine]] | None:
    """The account's lines since it was asked for, if the books name one of them as the refund."""
    if meant.data.refund_ledger_id is None or not is_offered(ask, Exchange.list_ledger):
        return None
    return ask.of(
        Exchange.list_ledger,
        ref=ask.customer,
        asset=meant.data.asset,
        since=meant.data.requested_at,
        until=ask.at,
    )


def _sentence(meant: Meant, key: str, **more: Figure) -> Said:
    figures = {
        "amount": meant.amount(meant.data.amount, meant.data.asset),
        "since": meant.shows(meant.data.state_since),
    }
    return Said(key=f"D12.{key}", figures=figures | more)


def _with_transaction(meant: Meant, key: str) -> Said:
    if meant.data.txid is None:
        return _sentence(meant, f"{key}_plain")
    return _sentence(meant, key, txid=meant.shows(meant.data.txid, "place"))


def _seconds(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(seconds=count)


def _task(team: str) -> tuple[Step, ...]:
    return (task_of(team),)


def _watch(meant: Meant, at: datetime) -> Watch:
    return Watch(at=at, subject=meant.data.id, events=EVENTS)


COURSE: Final[dict[str, Callable[[Ask, Meant], Found]]] = {
    "AWAITING_CUSTOMER": _waiting_for_customer,
    "AWAITING_INFO": _for_details,
    "IN_REVIEW": _in_review,
    "ON_HOLD": _on_hold,
    "QUEUED": _queued,
    "SIGNING": _signing,
    "BROADCAST": _sent,
    "CONFIRMED": _done,
    "CANCELLED": _cancelled,
    "REJECTED": _rejected,
    "FAILED_REFUNDED": _failed,
}
