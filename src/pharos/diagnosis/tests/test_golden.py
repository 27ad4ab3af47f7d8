"""Every golden case, and that there are enough of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.diagnosis.stored import (
    StoredSources,
    written_fact,
    written_finding,
    written_refusal,
)
from pharos.diagnosis.tests.golden import Golden, asked_in, cases
from pharos.diagnosis.words import worded
from pharos.kernel.canonical import canonical_json

ALL = cases()
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
ENOUGH = 5


@pytest.mark.parametrize("case", ALL, ids=str)
def test_the_finding_is_what_the_case_expects(case: Golden) -> None:
    ask = asked_in(case)
    finding = REGISTRY[case.diagnoser].run(ask)

    assert not failures(case, finding)
    _each_figure_has_its_fact(finding)
    _is_found_again_from_what_is_stored(finding, ask)


def failures(case: Golden, finding: Finding) -> list[str]:
    """What of the case's expectation the finding does not keep."""
    expect = case.expect
    usual = "UNKNOWN" if expect["outcome"] in (UNKNOWN, "NOT_PROVED") else "CERTAIN"
    told: dict[str, Any] = {"outcome": finding.outcome, "certainty": str(finding.certainty)}
    wanted: dict[str, Any] = {
        "outcome": expect["outcome"],
        "certainty": expect.get("certainty", usual),
    }
    if "eta" in expect:
        wanted["eta"], told["eta"] = _span(expect["eta"]), _until(finding)
    if "steps" in expect:
        wanted["steps"], told["steps"] = expect["steps"], [step.kind for step in finding.steps]
    if "watch" in expect:
        wanted["watch"], told["watch"] = expect["watch"], finding.watch is not None
    if "disclosure" in expect:
        wanted["disclosure"], told["disclosure"] = expect["disclosure"], finding.disclosure
    wrong = [
        f"{name}: {told[name]} instead of {wanted[name]} ({finding.missing})"
        for name in wanted
        if told[name] != wanted[name]
    ]
    words = " ".join(worded(finding.said, language="en", timezone="UTC"))
    wrong += [
        f"{piece!r} is not in {words!r}" for piece in expect.get("says", ()) if piece not in words
    ]
    wrong += [f"{piece!r} is in {words!r}" for piece in expect.get("silent", ()) if piece in words]
    away = [one.source for one in finding.missing]
    return wrong + [
        f"{source} is not missing: {away}"
        for source in expect.get("missing", ())
        if not any(one.startswith(source) for one in away)
    ]


def _until(finding: Finding) -> timedelta | None:
    if finding.eta is None or not isinstance(finding.eta.value, datetime):
        return None
    return finding.eta.value - finding.run_at


@pytest.mark.parametrize("id_", sorted(REGISTRY))
def test_every_outcome_has_at_least_five_cases(id_: str) -> None:
    counted = Counter(case.expect["outcome"] for case in ALL if case.diagnoser == id_)

    few = {name: counted[name] for name in REGISTRY[id_].outcomes if counted[name] < ENOUGH}
    assert not few


@pytest.mark.parametrize("id_", sorted(REGISTRY))
def test_every_diagnoser_has_cases_with_its_source_down_stale_and_contradicting(id_: str) -> None:
    faults = {
        step["fault"]["kind"]
        for case in ALL
        if case.diagnoser == id_
        for step in case.spec.get("world", ())
        if "fault" in step
    }

    assert {"down", "stale"} <= faults


def _is_found_again_from_what_is_stored(finding: Finding, ask: Ask) -> None:
    """What the ledger keeps of it, read back as it stands there, gives the same finding."""
    stored = json.loads(
        canonical_json(
            {
                "finding": written_finding(finding),
                "facts": [written_fact(fact) for fact in finding.facts],
                "refused": [written_refusal(one) for one in ask.refusals],
            }
        )
    )
    sources = StoredSources(stored["facts"], stored["refused"])
    again = Ask(sources, ask.at, ask.inputs, ask.customer, ask.assurance)

    found = REGISTRY[finding.diagnoser].run(again)

    assert json.loads(canonical_json(written_finding(found))) == stored["finding"]


def _each_figure_has_its_fact(finding: Finding) -> None:
    """No figure is in a sentence that does not come from a fact of the finding."""
    facts = {fact.id for fact in finding.facts}

    for said in finding.said:
        text = (REGISTRY[finding.diagnoser].words | {}).get(said.key, "")
        assert not re.search(r"\d", re.sub(r"%\(\w+\)s", "", text)), "a number in fixed words"
        for figure in said.figures.values():
            assert figure.of, "a figure without a fact"
            assert set(figure.of) <= facts


def _span(word: str) -> timedelta:
    return timedelta(**{UNITS[word[-1]]: float(word[:-1])})
