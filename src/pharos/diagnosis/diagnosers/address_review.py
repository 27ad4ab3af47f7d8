"""D15: whether an address fits the network, and what to think of before sending there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import AddressReview
from pharos.exchange.port import Exchange

WORDS = {
    "valid": _("This address fits the network %(network)s."),
    "wrong_family": _("This address does not fit the network %(network)s. Do not send there."),
    "belongs": _("This address belongs to the network %(other)s."),
    "may_belong": _("It may belong to the network %(other)s."),
    "contract": _(
        "This address is a smart contract. Send there only if its owner told you that it takes "
        "withdrawals from an exchange."
    ),
    "ours": _("This address is one of ours, so the coins would stay with us."),
    "memo": _(
        "This address needs a memo or tag as well. Without it the receiver cannot tell that the "
        "coins are for you."
    ),
    "which_address": _("Tell us the address, so that we can look at it."),
    "which_network": _("Tell us the network, so that we can look at the address."),
}
OUTCOMES = ("VALID", "WRONG_FAMILY", "CONTRACT", "OURS_INTERNAL", "MEMO_NEEDED", "FLAGGED")
# How many networks are named to whom the form of an address would fit.
AT_MOST: Final = 3


@diagnoser("D15", "address_review", outcomes=OUTCOMES, words=WORDS)
def address_review(ask: Ask) -> Found:
    """What the exchange knows of the destination.

    A flag changes nothing that can be seen from outside: what is said, its figures, its steps and
    what is asked next are those of the same address without one. Only whoever has clearance gets
    the flag from the exchange, and then the outcome, the note and the disclosure tell of it.
    """
    if not ask.inputs.address:
        return not_given("address", "D15.which_address")
    network = _network(ask)
    if network is None:
        return not_given("network", "D15.which_network")
    review = ask.of(Exchange.review_address, network=network, address=ask.inputs.address)
    found = _seen_from_outside(ask, review)
    flag = review.data.flag
    if flag is None:
        return found
    note = f"{found.outcome}; flagged as {flag}"
    return replace(found, outcome="FLAGGED", disclosure="SEALED", note=note)


def _network(ask: Ask) -> str | None:
    """The network that was named, or the only one that the asset has here."""
    if ask.inputs.network or not ask.inputs.asset:
        return ask.inputs.network or None
    rows = ask.of(Exchange.network_status, asset=ask.inputs.asset).data.items
    return rows[0].network if len(rows) == 1 else None


def _seen_from_outside(ask: Ask, review: Fact[AddressReview]) -> Found:
    """The worst comes first: what would lose the coins before what is only worth knowing."""
    seen = review.data
    evidence = {"network": review.shows(seen.network, "network")}
    if not seen.family_valid:
        said = (Said(key="D15.wrong_family", figures=evidence), *_belongs(review))
        return Found(outcome="WRONG_FAMILY", said=said, evidence=evidence)
    if seen.memo == "REQUIRED" and not ask.inputs.memo:
        return _needs(evidence)
    if seen.is_ours:
        return Found(outcome="OURS_INTERNAL", said=(Said(key="D15.ours"),), evidence=evidence)
    if seen.is_contract:
        return Found(outcome="CONTRACT", said=(Said(key="D15.contract"),), evidence=evidence)
    said = (Said(key="D15.valid", figures=evidence),)
    return Found(outcome="VALID", said=said, evidence=evidence, is_fine=True)


def _needs(evidence: dict[str, Figure]) -> Found:
    return Found(
        outcome="MEMO_NEEDED",
        said=(Said(key="D15.memo"),),
        evidence=evidence,
        steps=(Step(kind="add_memo"),),
    )


def _belongs(review: Fact[AddressReview]) -> tuple[Said, ...]:
    """Where it would fit, as far as its form tells: several networks may have the same form."""
    others = review.data.belongs_to[:AT_MOST]
    key = "D15.belongs" if len(others) == 1 else "D15.may_belong"
    return tuple(Said(key=key, figures={"other": review.shows(one, "network")}) for one in others)
