"""D27: where an order between two people stands, and who has to do what until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import P2POrder
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us the number of the order. You find it in your order history."),
    "not_found": _("We find no order with this number in your account. Please check the number."),
    "pay": _("This order over %(amount)s waits for your payment of %(price)s for each."),
    "pay_until": _("Pay, and mark the order as paid, before %(deadline)s."),
    "pay_over": _("The time to pay ended on %(deadline)s. Do not pay for this order any more."),
    "buyer_pays": _("This order over %(amount)s waits for the payment of the buyer."),
    "buyer_pays_until": _("The buyer has until %(deadline)s to pay."),
    "buyer_pays_over": _("The buyer's time to pay ended on %(deadline)s."),
    "paid": _("You marked this order over %(amount)s as paid. The seller has to release it."),
    "paid_until": _("The seller has until %(deadline)s to answer."),
    "paid_over": _(
        "The seller's time to answer ended on %(deadline)s. You can open an appeal now."
    ),
    "release": _(
        "The buyer says that this order over %(amount)s is paid. Look into your bank account "
        "first. Release only if the money is there and comes from the buyer's own name."
    ),
    "release_until": _("You have until %(deadline)s to answer."),
    "release_over": _(
        "Your time to answer ended on %(deadline)s. The buyer can open an appeal now."
    ),
    "appeal": _("There is an appeal about this order over %(amount)s."),
    "appeal_EVIDENCE": _("Both sides show their proofs now."),
    "appeal_REVIEW": _("Our staff compare the proofs of both sides now."),
    "appeal_DECISION": _("The proofs are complete, and our staff decide now."),
    "appeal_until": _("This step lasts until %(deadline)s."),
    "appeal_over": _("This step was to end on %(deadline)s, and is late."),
    "frozen": _("This order over %(amount)s is stopped while it is being checked."),
    "released": _("The coins of this order over %(amount)s have been released."),
    "cancelled": _("This order over %(amount)s was cancelled."),
    "cancelled_paid": _("If you have paid all the same, open an appeal."),
    "locked": _("The coins are locked safely."),
    "locked_yours": _("Your coins are locked safely."),
}
OUTCOMES = (
    "WAIT_PAYMENT",
    "PAID_WAIT_RELEASE",
    "APPEAL",
    "FROZEN",
    # The two ends of an order that went its way.
    "RELEASED",
    "CANCELLED",
    # No such order, or not this customer's.
    "NOT_FOUND",
)
TEAM: Final = "p2p"
LOOK_AGAIN: Final = timedelta(days=1)
# States in which the coins must be locked; if the books say otherwise, they contradict themselves.
MUST_BE_LOCKED = ("WAIT_PAYMENT", "PAID", "APPEAL", "FROZEN")


@diagnoser("D27", "p2p_state", outcomes=OUTCOMES, words=WORDS)
def p2p_state(ask: Ask) -> Found:
    """Say the state. A deadline is named only if the exchange gave one."""
    if not ask.inputs.order:
        return not_given("order", "D27.which")
    found = ask.found(Exchange.get_p2p_order, ref=ask.customer, id=ask.inputs.order)
    if found is None:
        return Found(outcome="NOT_FOUND", said=(Said(key="D27.not_found"),))
    order = found.data
    is_loose = order.state in MUST_BE_LOCKED and not order.in_escrow
    if order.id != ask.inputs.order or is_loose:
        return doubt(ask, "DISAGREE", found, about=order.id, team=TEAM)
    return _state(ask, found)


def _state(ask: Ask, found: Fact[P2POrder]) -> Found:
    match found.data.state:
        case "WAIT_PAYMENT":
            return _wait_payment(ask, found)
        case "PAID":
            return _paid(ask, found)
        case "APPEAL":
            return _appeal(ask, found)
        case "FROZEN":
            return _frozen(ask, found)
        case _:
            return _over(found)


def _wait_payment(ask: Ask, found: Fact[P2POrder]) -> Found:
    order = found.data
    is_buyer = order.role == "BUYER"
    key = "pay" if is_buyer else "buyer_pays"
    price = {"price": found.amount(order.price, order.fiat)} if is_buyer else {}
    first = Said(key=f"D27.{key}", figures=_figures(found) | price)
    return _waits(ask, found, "WAIT_PAYMENT", (first, *_until(ask, found, key), _locked(order)))


def _paid(ask: Ask, found: Fact[P2POrder]) -> Found:
    order = found.data
    is_buyer = order.role == "BUYER"
    key = "paid" if is_buyer else "release"
    first = Said(key=f"D27.{key}", figures=_figures(found))
    may_appeal = is_buyer and _is_over(ask, order.deadline)
    step = Step(kind="open_appeal", arguments={"order": order.id})
    return _waits(
        ask,
        found,
        "PAID_WAIT_RELEASE",
        (first, *_until(ask, found, key), _locked(order)),
        (step,) if may_appeal else (),
    )


def _appeal(ask: Ask, found: Fact[P2POrder]) -> Found:
    order = found.data
    said = [Said(key="D27.appeal", figures=_figures(found))]
    if order.appeal_step:
        said.append(Said(key=f"D27.appeal_{order.appeal_step}"))
    said += [*_until(ask, found, "appeal"), _locked(order)]
    step = Step(kind="send_proof", arguments={"order": order.id})
    is_open = order.appeal_step == "EVIDENCE" and not _is_over(ask, order.deadline)
    return _waits(ask, found, "APPEAL", tuple(said), (step,) if is_open else ())


def _frozen(ask: Ask, found: Fact[P2POrder]) -> Found:
    """Stopped. Why is nobody's to say here, whatever the reason."""
    order = found.data
    return Found(
        outcome="FROZEN",
        said=(Said(key="D27.frozen", figures=_figures(found)), _locked(order)),
        evidence=_evidence(found),
        watch=Watch(at=ask.at + LOOK_AGAIN, subject=order.id),
    )


def _over(found: Fact[P2POrder]) -> Found:
    order = found.data
    is_cancelled = order.state == "CANCELLED"
    said = [Said(key=f"D27.{order.state.lower()}", figures=_figures(found))]
    if is_cancelled and order.role == "BUYER":
        said.append(Said(key="D27.cancelled_paid"))
    return Found(outcome=order.state, said=tuple(said), evidence=_evidence(found))


def _waits(
    ask: Ask,
    found: Fact[P2POrder],
    outcome: str,
    said: tuple[Said, ...],
    steps: tuple[Step, ...] = (),
) -> Found:
    order = found.data
    is_known = order.deadline is not None and not _is_over(ask, order.deadline)
    at = order.deadline if order.deadline and is_known else ask.at + AN_HOUR
    return Found(
        outcome=outcome,
        said=said,
        evidence=_evidence(found),
        eta=found.shows(at) if is_known else None,
        steps=steps,
        watch=Watch(at=at, subject=order.id),
    )


def _until(ask: Ask, found: Fact[P2POrder], key: str) -> tuple[Said, ...]:
    """Until when, or that the time is over; nothing where the exchange gave no time."""
    deadline = found.data.deadline
    if deadline is None:
        return ()
    ending = "over" if _is_over(ask, deadline) else "until"
    return (Said(key=f"D27.{key}_{ending}", figures={"deadline": found.shows(deadline)}),)


def _is_over(ask: Ask, deadline: datetime | None) -> bool:
    """Whether the time has run out; its last instant is over."""
    return deadline is not None and deadline <= ask.at


def _locked(order: P2POrder) -> Said:
    return Said(key="D27.locked_yours" if order.role == "SELLER" else "D27.locked")


def _figures(found: Fact[P2POrder]) -> dict[str, Figure]:
    return {"amount": found.amount(found.data.amount, found.data.asset)}


def _evidence(found: Fact[P2POrder]) -> dict[str, Figure]:
    order = found.data
    told = _figures(found) | {"price": found.amount(order.price, order.fiat)}
    return told | ({"deadline": found.shows(order.deadline)} if order.deadline else {})
