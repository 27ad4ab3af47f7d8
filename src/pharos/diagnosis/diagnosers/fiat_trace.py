"""D31: where money by bank or card is: here, still on its way, or on its way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import FiatTransfer, Page
from pharos.exchange.port import Exchange

WORDS = {
    "matched_in": _("Your payment of %(amount)s from %(when)s arrived and is in your account."),
    "matched_out": _("We sent %(amount)s to your bank on %(when)s."),
    "mismatch": _("Your payment of %(amount)s from %(when)s came under another name than yours."),
    "mismatch_until": _("It goes back by %(by)s."),
    "mismatch_after": _("It was to go back by %(by)s. Our staff have it now."),
    "returning": _("Your payment of %(amount)s from %(when)s is on its way back to the sender."),
    "returning_out": _("Your bank is sending the %(amount)s from %(when)s back to us."),
    "returning_until": _("It should be there by %(by)s."),
    "returning_after": _("It should have been there by %(by)s. Our staff have it now."),
    "returned": _("Your payment of %(amount)s from %(when)s was sent back."),
    "returned_out": _("Your bank sent the %(amount)s from %(when)s back to us."),
    "returned_at": _("That was on %(returned)s."),
    "pending": _("Your payment of %(amount)s from %(when)s has reached us and is being booked."),
    "pending_out": _("Your payment of %(amount)s from %(when)s is being sent to your bank."),
    "rejected": _("Your payment of %(amount)s from %(when)s was not accepted."),
    "rejected_out": _("Your bank did not accept the %(amount)s from %(when)s."),
    "not_arrived": _(
        "No payment that fits has reached us yet. Ask your bank whether it has been sent, and "
        "whether the reference was right."
    ),
}
OUTCOMES = (
    "MATCHED",
    "NAME_MISMATCH",
    "NOT_ARRIVED",
    # Back with the sender, or on its way there.
    "RETURNED",
    # It is here, or with the bank, and nothing is wrong with it yet.
    "PENDING",
    "REJECTED",
)
TEAM: Final = "payments"
LOOK_AGAIN: Final = timedelta(days=1)


@diagnoser("D31", "fiat_trace", outcomes=OUTCOMES, words=WORDS)
def fiat_trace(ask: Ask) -> Found:
    """The transfer of this reference and amount; of several, the latest, named with its amount."""
    listed = ask.of(Exchange.list_fiat, ref=ask.customer, reference=ask.inputs.reference or None)
    if listed.data.next_cursor:
        return doubt(ask, "INCOMPLETE", listed, about=ask.inputs.reference, team=TEAM)
    if not listed.data.items:
        watch = Watch(at=ask.at + LOOK_AGAIN, subject=ask.inputs.reference)
        said = (Said(key="D31.not_arrived"),)
        return Found(outcome="NOT_ARRIVED", said=said, watch=watch)
    one = max(_fitting(ask, listed.data.items), key=lambda transfer: transfer.at)
    is_twice = any(other.id == one.id and other != one for other in listed.data.items)
    if is_twice or _contradicts_itself(ask, one):
        return doubt(ask, "DISAGREE", listed, about=one.id, team=TEAM)
    return _traced(ask, listed, one)


def _fitting(ask: Ask, transfers: tuple[FiatTransfer, ...]) -> list[FiatTransfer]:
    """Those of the amount that was named. Banks take fees: if none fits, all of the reference."""
    try:
        amount = Decimal(ask.inputs.amount) if ask.inputs.amount else None
    except InvalidOperation:
        amount = None
    return [one for one in transfers if one.amount == amount] or list(transfers)


def _contradicts_itself(ask: Ask, one: FiatTransfer) -> bool:
    """Whether it is back without having been sent back, or before its time."""
    if one.returned_at is None:
        return False
    return one.state != "RETURNED" or not one.at <= one.returned_at <= ask.at


def _traced(ask: Ask, listed: Fact[Page[FiatTransfer]], one: FiatTransfer) -> Found:
    is_out = one.direction == "OUT"
    match one.state:
        case "MATCHED":
            return _found(listed, one, "MATCHED", "matched_out" if is_out else "matched_in")
        case "NAME_MISMATCH":
            return _going_back(ask, listed, one, ("NAME_MISMATCH", "mismatch", "mismatch"))
        case "RETURNING":
            first = "returning_out" if is_out else "returning"
            return _going_back(ask, listed, one, ("RETURNED", first, "returning"))
        case "RETURNED":
            return _returned(listed, one, "returned_out" if is_out else "returned")
        case "PENDING":
            found = _found(listed, one, "PENDING", "pending_out" if is_out else "pending")
            return replace(found, watch=Watch(at=ask.at + AN_HOUR, subject=one.id))
        case _:
            return _found(listed, one, "REJECTED", "rejected_out" if is_out else "rejected")


def _going_back(
    ask: Ask,
    listed: Fact[Page[FiatTransfer]],
    one: FiatTransfer,
    told: tuple[str, str, str],
) -> Found:
    """Until when it is back, if the exchange says so; staff have it if that is over."""
    outcome, first, ending = told
    found = _found(listed, one, outcome, first)
    if one.return_by is None:
        return replace(found, watch=Watch(at=ask.at + LOOK_AGAIN, subject=one.id))
    by = listed.shows(one.return_by)
    is_late = one.return_by <= ask.at
    key = f"D31.{ending}_after" if is_late else f"D31.{ending}_until"
    return replace(
        found,
        said=(*found.said, Said(key=key, figures={"by": by})),
        eta=None if is_late else by,
        steps=(task_of(TEAM),) if is_late else (),
        watch=Watch(at=ask.at + AN_HOUR if is_late else one.return_by, subject=one.id),
    )


def _returned(listed: Fact[Page[FiatTransfer]], one: FiatTransfer, key: str) -> Found:
    found = _found(listed, one, "RETURNED", key)
    if one.returned_at is None:
        return found
    when = {"returned": listed.shows(one.returned_at)}
    return replace(found, said=(*found.said, Said(key="D31.returned_at", figures=when)))


def _found(listed: Fact[Page[FiatTransfer]], one: FiatTransfer, outcome: str, key: str) -> Found:
    figures: dict[str, Figure] = {
        "amount": listed.amount(one.amount, one.currency),
        "when": listed.shows(one.at),
    }
    evidence = figures | {"reference": listed.shows(one.reference)}
    said = (Said(key=f"D31.{key}", figures=figures),)
    return Found(outcome=outcome, said=said, evidence=evidence)
