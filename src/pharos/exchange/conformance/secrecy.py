"""Whether what is sealed stays so for whoever has no clearance."""

from __future__ import annotations

from typing import Any, Final

from pharos.exchange.conformance.probing import Prober
from pharos.exchange.conformance.report import Report
from pharos.exchange.conformance.shape import read
from pharos.exchange.objects import AddressReview, Page, Restriction
from pharos.exchange.operations import operations
from pharos.exchange.reasons import DISCLOSURE, NEUTRAL, disclosure_of, neutral

# What all reviews have in common; when one began and is looked at next differs honestly.
ALIKE: Final = (
    "imposed_by",
    "ends_at",
    "lift_steps",
    "docs_needed",
    "legal_ground",
    "appeal",
    "may_be_shortened",
    "notice",
)


def check_sealed(report: Report, name: str, data: Any, customer: str) -> None:
    """Look through an answer that came without clearance."""
    if isinstance(data, AddressReview) and data.flag is not None:
        report.add("BAD", f"{name}: data.flag", "is for clearance only, and the token has none")
    if not isinstance(data, Page):
        return
    for nr, one in enumerate(data.items):
        if isinstance(one, Restriction):
            _check_restriction(report, f"{name}: data.items.{nr}", one, customer)


def _check_restriction(report: Report, where: str, one: Restriction, customer: str) -> None:
    if one.code not in DISCLOSURE:
        report.add("LOOK", f"{where}.code", f"{one.code} is no reason of ours, so it is sealed")
    elif disclosure_of(one) == "SEALED":
        report.add(
            "BAD",
            f"{where}.code",
            f"the sealed reason {one.code} of {customer} came without clearance; "
            f"it has to look like {NEUTRAL}",
        )
        return
    if one.code != NEUTRAL:
        return
    plain = neutral(one)
    for name in ALIKE:
        if getattr(one, name) != getattr(plain, name):
            report.add(
                "BAD",
                f"{where}.{name}",
                f"tells {NEUTRAL} apart from a sealed reason; all of them look alike there",
            )


def check_sealed_customers(prober: Prober, report: Report) -> None:
    """Look at those who are known to have a sealed restriction."""
    name = "get_restrictions"
    for customer in prober.plan.sealed:
        outcome = prober.ask(name, {"ref": customer}, prober.context(customer=customer))
        if not outcome.is_answered or outcome.reply is None:
            report.add("BAD", name, f"nothing came for {customer}: {outcome.words}")
            continue
        answer, _flaws = read(operations()[name], outcome.reply, prober.clock())
        if answer is None or not answer.data.items:
            report.add("BAD", name, f"{customer} is restricted, and the answer does not say so")
            continue
        before = report.count("BAD")
        check_sealed(report, name, answer.data, customer)
        if report.count("BAD") == before:
            report.add("GOOD", name, f"what is sealed of {customer} looks like {NEUTRAL}")
