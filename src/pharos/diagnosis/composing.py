"""From a contact reason to what is found: which diagnosers look, in what order, and who answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

import yaml

from pharos.diagnosis.arrivals import arrival, ours
from pharos.diagnosis.asking import Ask, Inputs, Missed, Refused
from pharos.diagnosis.findings import Certainty, Finding
from pharos.diagnosis.running import UNKNOWN, all_diagnosers
from pharos.exchange.objects import Withdrawal
from pharos.exchange.port import Exchange
from pharos.kernel.reasons import UNSORTED

T = TypeVar("T")
NOT_PROVED: Final = "NOT_PROVED"
# Why a source may answer another time.
TRANSIENT: Final = frozenset({"UNAVAILABLE", "STALE", "RATE_LIMITED", "DISAGREE"})
# A withdrawal in one of these is over.
OVER = frozenset({"CONFIRMED", "CANCELLED", "REJECTED", "FAILED_REFUNDED"})
# Whoever looks for the thing itself, and what says that it is not there for this customer.
FINDERS: Final = frozenset({"D01", "D12", "D24", "D27"})
NOT_THERE: Final = frozenset({"NOT_OURS", "NOT_FOUND", NOT_PROVED, UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Which diagnosers a reason has, and what each cannot begin without."""

    reasons: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, tuple[tuple[str, ...], ...]]
    # What kind of message a reason is about, where it is about one.
    kinds: Mapping[str, str]
    # What a message without a topic may be about, by what it names.
    named: Mapping[str, tuple[str, ...]]
    # Whether a person looks whatever is found.
    people: Mapping[str, bool]

    def order(self, reason: str) -> tuple[str, ...]:
        """The diagnosers of the longest name that the reason begins with; of one, itself."""
        if reason in all_diagnosers():
            return (reason,)
        return _of_longest(self.reasons, reason) or ()

    def needs_person(self, reason: str, finding: Finding) -> bool:
        """Whether a person looks although this was found and told under this reason.

        What was found under another one, since the message named something, is all there is to it.
        """
        is_its_own = finding.diagnoser in self.order(reason)
        return is_its_own and bool(_of_longest(self.people, reason))

    def readings(self, reason: str, inputs: Inputs) -> tuple[str, ...]:
        """Under which reasons to look: its own, and without a topic those that what is named has.

        What was looked at under one of them before is looked at under it again.
        """
        if reason != UNSORTED:
            return (reason,)
        if inputs.reason in self.reasons:
            return (inputs.reason,)
        named = (orders for name, orders in self.named.items() if getattr(inputs, name))
        return next(named, (reason,))

    def can_begin(self, diagnoser: str, inputs: Inputs) -> bool:
        return all(
            any(getattr(inputs, name) for name in group) for group in self.needs.get(diagnoser, ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything that was found for one reason.

    `inputs` is what was `given` with what could be known besides. `answer` is what the customer is
    told, if anything: the first certain finding that is not fine; where none is, and a source was
    away, the honest sentence about that.
    """

    reason: str
    given: Inputs
    inputs: Inputs
    findings: tuple[Finding, ...]
    answer: Finding | None
    refusals: tuple[Refused, ...] = ()


@cache
def rules() -> Rules:
    """The table of `reasons.yaml`."""
    text = resources.files("pharos.diagnosis").joinpath("reasons.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return Rules(
        reasons={name: tuple(order) for name, order in raw["reasons"].items()},
        needs={
            name: tuple(tuple(group) for group in groups) for name, groups in raw["needs"].items()
        },
        kinds=raw["kinds"],
        named={name: tuple(reasons) for name, reasons in raw["named"].items()},
        people=raw["people"],
    )


def _of_longest(table: Mapping[str, T], reason: str) -> T | None:
    """What stands in a table for the longest name that the reason begins with."""
    fitting = [name for name in table if reason == name or reason.startswith(f"{name}.")]
    return table[max(fitting, key=len)] if fitting else None


def diagnosed(ask: Ask, reason: str) -> Diagnosis:
    """Let the reason's diagnosers look, in order, until one is certain of what is the matter.

    Without a topic what the message names is looked for under one reason after the other, until
    something of the customer's is found.
    """
    given, readings = ask.inputs, rules().readings(reason, ask.inputs)
    findings = _looked(ask, readings[0])
    inputs, answer = ask.inputs, _answer(findings, given)
    for other in readings[1:]:
        if _is_there(findings):
            break
        ask.inputs = given
        more = _looked(ask, other)
        # A restriction may answer before anybody looks at the withdrawal that the books named.
        if _is_there(more) or ask.inputs.withdrawal != given.withdrawal:
            findings, inputs, answer = more, ask.inputs, _answer(more, given)
    return Diagnosis(
        reason=reason,
        given=given,
        inputs=inputs,
        findings=tuple(findings),
        answer=answer,
        refusals=tuple(ask.refusals),
    )


def _looked(ask: Ask, reason: str) -> list[Finding]:
    """What the diagnosers of one reason find, up to the first that answers."""
    given = ask.inputs
    ask.inputs = replace(
        given, reason=given.reason or reason, kind=given.kind or rules().kinds.get(reason, reason)
    )
    _complete(ask, reason)
    findings: list[Finding] = []
    for name in rules().order(reason):
        one = all_diagnosers().get(name)
        if one is None or not rules().can_begin(name, ask.inputs):
            continue
        finding = one.run(ask)
        findings.append(finding)
        if _answers(finding):
            break
    return findings


def _is_there(findings: list[Finding]) -> bool:
    return any(one.diagnoser in FINDERS and one.outcome not in NOT_THERE for one in findings)


def _answers(finding: Finding) -> bool:
    return finding.is_certain and not finding.is_fine and bool(finding.said)


def _answer(findings: list[Finding], given: Inputs) -> Finding | None:
    for finding in findings:
        if _answers(finding):
            return finding
    if any(one.certainty != Certainty.UNKNOWN and not one.is_fine for one in findings):
        return None  # something was found that one source alone says: that is for staff
    away = [one for one in findings if one.outcome == UNKNOWN and one.said and may_change(one)]
    if not away and (given.txid or given.withdrawal or given.order):
        away = [one for one in findings if one.outcome == NOT_PROVED]
    return away[0] if away else None


def may_change(finding: Finding) -> bool:
    """Whether asking again, or asking the customer, may find out what is not known."""
    return any(one.why in (*TRANSIENT, "NOT_GIVEN") for one in finding.missing)


def _complete(ask: Ask, reason: str) -> None:
    """Add to the inputs what can be known without asking the customer. Misses are no matter."""
    known = _from_chain if ask.inputs.txid and not reason.startswith("WDR") else _from_books
    if known is _from_books and not reason.startswith(("WDR", "SEC")):
        return
    try:
        more = known(ask)
    except Missed:
        return
    for name, value in more.items():
        if value and not getattr(ask.inputs, name):
            ask.inputs = replace(ask.inputs, **{name: value})  # type: ignore[arg-type]


def _from_chain(ask: Ask) -> dict[str, str]:
    """Network, asset and destination of a transaction that the customer named."""
    found = arrival(ask)
    if found is None or not found.transfers:
        return {"network": found.network if found else ""}
    hit = ours(ask, found)
    transfer = hit[0] if hit else found.transfers[0]
    row = found.row(transfer)
    return {
        "network": found.network,
        # A token may call itself anything: only what the exchange lists has a name here.
        "asset": row.asset if row else "",
        "address": transfer.to,
        "memo": transfer.memo or "",
        "contract": transfer.contract or "",
    }


def _from_books(ask: Ask) -> dict[str, str]:
    """The withdrawal that is meant: the one under way, else the latest."""
    if not ask.customer:
        return {}
    if ask.inputs.withdrawal:
        found = ask.found(Exchange.get_withdrawal, id=ask.inputs.withdrawal)
        return _of_withdrawal(found.data) if found else {}
    listed = ask.of(Exchange.list_withdrawals, ref=ask.customer, txid=ask.inputs.txid or None)
    latest = sorted(listed.data.items, key=lambda one: one.requested_at, reverse=True)
    under_way = [one for one in latest if one.state not in OVER]
    chosen = (under_way or latest)[:1]
    return _of_withdrawal(chosen[0]) if chosen else {}


def _of_withdrawal(one: Withdrawal) -> dict[str, str]:
    return {
        "withdrawal": one.id,
        "txid": one.txid or "",
        "network": one.network,
        "asset": one.asset,
        "address": one.to,
        "memo": one.memo or "",
        "amount": str(one.amount),
    }
