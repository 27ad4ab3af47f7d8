"""D08: what the law asks about a transfer, and who has to answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import A_DAY, NOT_SEEN, own_record
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Deposit, TravelRule, Withdrawal
from pharos.exchange.port import Exchange

WORDS = {
    "in_sender": _(
        "The law asks who sent the %(amount)s. Confirm it here in a few minutes, or ask for it "
        "back."
    ),
    "in_owner": _(
        "The law asks whether the address that the %(amount)s came from is yours. Prove it here, "
        "or ask for it back."
    ),
    "in_wait": _(
        "The platform that the %(amount)s came from must tell us who sent it. You need not do "
        "anything."
    ),
    "in_mismatch": _(
        "What the sending platform says about the sender of the %(amount)s differs from what we "
        "know of you. Check what you told us."
    ),
    "in_return": _(
        "We cannot credit the %(amount)s, because what the law asks about the sender is not "
        "answered. You can have it sent back."
    ),
    "out_sender": _(
        "The law asks who receives the %(amount)s. Confirm it here in a few minutes, or cancel "
        "the withdrawal."
    ),
    "out_owner": _(
        "The law asks whether the address that the %(amount)s goes to is yours. Prove it here, or "
        "cancel the withdrawal."
    ),
    "out_wait": _(
        "The platform that the %(amount)s goes to must answer us first. You need not do anything."
    ),
    "out_mismatch": _(
        "What the receiving platform says about the receiver of the %(amount)s differs from what "
        "you told us. Check it."
    ),
    "out_return": _(
        "We cannot send the %(amount)s, because what the law asks about the receiver is not "
        "answered. You can take it back into your account."
    ),
    "platform": _("The other platform is %(platform)s."),
    "due": _("There is time for this until %(due)s."),
    "over": _("The time for this ended on %(due)s. A colleague tells you what is still possible."),
}
# NOT_SEEN besides those of domain.md: there is no such deposit or withdrawal of this customer.
OUTCOMES = (
    "OK",
    "NEED_SENDER_INFO",
    "OWNERSHIP_PROOF",
    "COUNTERPARTY_WAIT",
    "MISMATCH",
    "RETURN_AVAILABLE",
    NOT_SEEN,
)
KEYS = {
    "NEED_SENDER_INFO": "sender",
    "OWNERSHIP_PROOF": "owner",
    "COUNTERPARTY_WAIT": "wait",
    "MISMATCH": "mismatch",
    "RETURN_AVAILABLE": "return",
}
STEPS = {
    "NEED_SENDER_INFO": "give_travel_rule_info",
    "OWNERSHIP_PROOF": "prove_ownership",
    "MISMATCH": "correct_travel_rule_info",
    "RETURN_AVAILABLE": "request_return",
}


@diagnoser("D08", "travel_rule", outcomes=OUTCOMES, words=WORDS)
def travel_rule(ask: Ask) -> Found:
    """Read the exchange's own record of what was named, or of the deposit that waits."""
    if ask.inputs.withdrawal:
        sent = ask.found(Exchange.get_withdrawal, id=ask.inputs.withdrawal)
        return _nothing() if sent is None else _told(ask, sent, sent.data, "out")
    booked = own_record(ask)
    if booked is not None:
        return _told(ask, *booked, "in")
    if ask.inputs.txid:
        return _nothing()
    return _waiting(ask)


def _nothing() -> Found:
    return Found(outcome=NOT_SEEN, is_fine=True)


def _waiting(ask: Ask) -> Found:
    """The deposit of this number; where none is named, the one that has to be answered first."""
    listed = ask.of(Exchange.list_deposits, ref=ask.customer)
    wanted = ask.inputs.deposit
    fitting = [one for one in listed.data.items if wanted in ("", one.id)]
    if wanted:
        return _told(ask, listed, fitting[0], "in") if fitting else _nothing()
    open_ones = [one for one in fitting if one.travel_rule and one.travel_rule.state != "OK"]
    if not open_ones:
        return _nothing()
    return _told(ask, listed, min(open_ones, key=_due), "in")


def _due(deposit: Deposit) -> tuple[bool, Any]:
    due = deposit.travel_rule.due_at if deposit.travel_rule else None
    return (False, due) if due else (True, deposit.seen_at)


def _told(ask: Ask, fact: Fact[Any], moved: Deposit | Withdrawal, way: str) -> Found:
    rule = moved.travel_rule
    evidence = {
        "amount": fact.amount(moved.amount, moved.asset),
        "network": fact.shows(moved.network, "network"),
    }
    if rule is None or rule.state == "OK":
        return Found(outcome="OK", evidence=evidence, is_fine=True)
    key = f"D08.{way}_{KEYS[rule.state]}"
    said = [Said(key=key, figures={"amount": evidence["amount"]})]
    if rule.counterparty and rule.state in ("COUNTERPARTY_WAIT", "MISMATCH"):
        platform = fact.shows(rule.counterparty)
        said.append(Said(key="D08.platform", figures={"platform": platform}))
    due = None if rule.due_at is None else fact.shows(rule.due_at)
    is_over = rule.due_at is not None and ask.at > rule.due_at
    if due is not None:
        said.append(Said(key="D08.over" if is_over else "D08.due", figures={"due": due}))
        evidence["due"] = due
    return Found(
        outcome=rule.state,
        said=tuple(said),
        evidence=evidence,
        eta=due if rule.state == "COUNTERPARTY_WAIT" and not is_over else None,
        steps=_steps(ask, moved, rule, way),
        watch=_watch(ask, moved, rule, way),
    )


def _steps(ask: Ask, moved: Deposit | Withdrawal, rule: TravelRule, way: str) -> tuple[Step, ...]:
    if rule.due_at is not None and ask.at > rule.due_at:
        return (task_of("wallet"),)
    kind = STEPS.get(rule.state)
    if kind is None:
        return ()
    if kind == "request_return" and way == "out":
        kind = "cancel_withdrawal"
    name = "deposit" if way == "in" else "withdrawal"
    return (Step(kind=kind, arguments={name: moved.id}),)


def _watch(ask: Ask, moved: Deposit | Withdrawal, rule: TravelRule, way: str) -> Watch:
    is_ahead = rule.due_at is not None and rule.due_at > ask.at
    at = rule.due_at if rule.due_at is not None and is_ahead else ask.at + A_DAY
    event = "deposit.state" if way == "in" else "withdrawal.state"
    subject = (moved.txid if way == "in" else None) or moved.id
    return Watch(at=at, subject=subject, events=(event,))
