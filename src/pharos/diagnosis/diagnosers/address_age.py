"""D40: whether an address that the customer once got still works."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import arrival, is_self, ours
from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.doubts import not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Missing, Step
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import AddressMatch
from pharos.exchange.port import Exchange

WORDS = {
    "current": _("This address of yours on %(network)s is current."),
    "still": _(
        "This old address of yours on %(network)s still works. Better use the new one from now on."
    ),
    "not": _(
        "This old address of yours on %(network)s does not work any more. Send nothing to it."
    ),
    "since": _("It was replaced on %(when)s."),
    "not_yours": _("This is not an address of your account."),
    "memo": _("This address works only together with the tag (memo) of your account."),
    "which": _("Tell us which address you mean."),
}
OUTCOMES = (
    "CURRENT",
    "RETIRED_STILL_CREDITED",
    "RETIRED_NOT",
    # None of this customer's; whether it is another's is not told.
    "NOT_YOURS",
)
# The worst first: where an address is the same on several networks, all of them are told.
ORDER = ("RETIRED_NOT", "RETIRED_STILL_CREDITED", "CURRENT")
KEYS = {"CURRENT": "current", "RETIRED_STILL_CREDITED": "still", "RETIRED_NOT": "not"}


@diagnoser("D40", "address_age", outcomes=OUTCOMES, words=WORDS)
def address_age(ask: Ask) -> Found:
    """Look the address up in the exchange's book, on the network named or on all of its own."""
    looked_up = _looked_up(ask)
    if not looked_up:
        return not_given("address", "D40.which")
    mine = [fact for fact in looked_up if is_self(fact.data)]
    if not mine:
        needs_memo = any(fact.data.memo_required for fact in looked_up) and not _memo(looked_up)
        key = "D40.memo" if needs_memo else "D40.not_yours"
        return Found(outcome="NOT_YOURS", said=(Said(key=key),), is_fine=True)
    told = sorted(((_age(fact), fact) for fact in mine), key=lambda one: ORDER.index(one[0]))
    outcome, first = told[0]
    said = [sentence for age, fact in told for sentence in _said(age, fact)]
    is_over = outcome == "RETIRED_NOT"
    return Found(
        outcome=outcome,
        said=tuple(said),
        evidence=_evidence(first),
        steps=() if outcome == "CURRENT" else (Step(kind="show_current_address"),),
        is_fine=not is_over,
    )


def _looked_up(ask: Ask) -> list[Fact[AddressMatch]]:
    """The address that was named; where only a transaction was, the one that it went to."""
    address, memo = ask.inputs.address, ask.inputs.memo or None
    if not address:
        found = arrival(ask)
        hit = None if found is None else ours(ask, found)
        return [] if hit is None else [hit[1]]
    if ask.inputs.network:
        networks = [ask.inputs.network]
    else:
        rows = ask.of(Exchange.network_status).data.items
        networks = sorted({row.network for row in rows})
    return [
        ask.of(Exchange.lookup_address, network=network, address=address, memo=memo)
        for network in networks
    ]


def _memo(looked_up: list[Fact[AddressMatch]]) -> bool:
    return any(fact.arguments.get("memo") for fact in looked_up)


def _age(fact: Fact[AddressMatch]) -> str:
    match = fact.data
    if match.match == "SELF_CURRENT":
        return "CURRENT"
    if match.credits is None:
        raise Missed(Missing(source=fact.source, question=fact.question, why="INCOMPLETE"))
    return "RETIRED_STILL_CREDITED" if match.credits else "RETIRED_NOT"


def _said(age: str, fact: Fact[AddressMatch]) -> list[Said]:
    network = fact.shows(str(fact.arguments["network"]), "network")
    said = [Said(key=f"D40.{KEYS[age]}", figures={"network": network})]
    if age != "CURRENT" and fact.data.retired_at is not None:
        when = fact.shows(fact.data.retired_at)
        said.append(Said(key="D40.since", figures={"when": when}))
    return said


def _evidence(fact: Fact[AddressMatch]) -> dict[str, Figure]:
    evidence = {
        "address": fact.shows(str(fact.arguments["address"]), "place"),
        "network": fact.shows(str(fact.arguments["network"]), "network"),
    }
    if fact.data.retired_at is not None:
        evidence["retired"] = fact.shows(fact.data.retired_at)
    return evidence
