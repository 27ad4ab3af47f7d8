"""Two customers, one with a sealed reason and one without: nobody can tell which (domain.md B8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY
from pharos.exchange.reasons import SEALED
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources

Step = dict[str, dict[str, Any]]
ADDRESSES = {
    "one in order": ("eip155:1", "0x00000000000000000000000000000000000000b1", ""),
    "a contract": ("eip155:1", "0x00000000000000000000000000000000000000c1", ""),
    "ours": ("eip155:1", "0x000000000000000000000000000000000031214e", ""),
    "of another network": ("tron:0x2b6653dc", "0x00000000000000000000000000000000000000b1", ""),
    "without its memo": ("xrpl:0", "rReceiver111111111111111111111", ""),
    "with its memo": ("xrpl:0", "rReceiver111111111111111111111", "77"),
}
CONTRACT: Step = {"contract": {"network": "eip155:1", "address": ADDRESSES["a contract"][1]}}


def looked(
    name: str,
    *steps: Step,
    ask: Inputs | None = None,
    clearance: bool = False,
    later: int = 0,
) -> Finding:
    world = happen(morning(), steps)
    world.advance(timedelta(seconds=later))
    sources = SimulatedSources(world, "dana", clearance=clearance)
    return REGISTRY[name].run(Ask(sources, world.now, ask or Inputs(), "dana", 2))


def without_facts(finding: Finding) -> Finding:
    """Everything of a finding that anybody is shown."""
    return replace(finding, facts=())


def of_address(kind: str) -> Inputs:
    network, address, memo = ADDRESSES[kind]
    return Inputs(network=network, address=address, memo=memo)


def flagged(kind: str, code: str) -> Step:
    return {"flag": {"address": ADDRESSES[kind][1], "code": code}}


@pytest.mark.parametrize("code", SEALED)
@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_flagged_address_is_found_to_be_what_it_is_without_the_flag(kind: str, code: str) -> None:
    plain = looked("D15", CONTRACT, ask=of_address(kind))
    sealed = looked("D15", CONTRACT, flagged(kind, code), ask=of_address(kind))

    assert sealed == plain


@pytest.mark.parametrize("kind", ADDRESSES)
def test_with_clearance_the_customer_still_sees_and_hears_the_same(kind: str) -> None:
    plain = looked("D15", CONTRACT, ask=of_address(kind))
    sealed = looked(
        "D15", CONTRACT, flagged(kind, "SANCTIONS_REVIEW"), ask=of_address(kind), clearance=True
    )

    assert (sealed.outcome, sealed.disclosure) == ("FLAGGED", "SEALED")
    assert "SANCTIONS_REVIEW" in sealed.note
    as_outside = replace(sealed, outcome=plain.outcome, disclosure="OPEN", note=plain.note)
    assert without_facts(as_outside) == without_facts(plain)


def withdrawal(**changes: Any) -> Step:
    values = {
        "customer": "dana",
        "what": "withdrawals",
        "id": "w1",
        "asset": "ETH",
        "network": "eip155:1",
        "to": "0x00000000000000000000000000000000000000b1",
        "amount": "1.5",
        "net_fee": "0.0008",
        "requested_at": "-2h",
        "state_since": "-1h",
        "typical_p50_seconds": 600,
        "typical_p90_seconds": 7200,
    }
    return {"put": values | changes}


@pytest.mark.parametrize("later", [0, 3600, 3601, 86400])
@pytest.mark.parametrize("code", SEALED)
@pytest.mark.parametrize("state", ["IN_REVIEW", "ON_HOLD", "REJECTED", "CANCELLED"])
@pytest.mark.parametrize("name", ["D12", "D13", "D14", "D34"])
def test_a_sealed_review_of_a_withdrawal_is_any_review(
    name: str, state: str, code: str, later: int
) -> None:
    ordinary = withdrawal(state=state, reason="OTHER_REVIEW")
    sealed = withdrawal(state=state, reason=code)

    ask = Inputs(withdrawal="w1")
    assert looked(name, sealed, ask=ask, later=later) == looked(
        name, ordinary, ask=ask, later=later
    )


@pytest.mark.parametrize("code", [*SEALED, "SOMETHING_NEW", None])
@pytest.mark.parametrize("name", ["D12", "D14", "D34"])
def test_on_hold_without_a_reason_to_tell_is_in_review(name: str, code: str | None) -> None:
    held = looked(name, withdrawal(state="ON_HOLD", reason=code), ask=Inputs(withdrawal="w1"))
    review = looked(name, withdrawal(state="IN_REVIEW"), ask=Inputs(withdrawal="w1"))

    assert without_facts(held) == without_facts(review)


def restriction(**changes: Any) -> Step:
    values = {
        "customer": "dana",
        "what": "restrictions",
        "id": "r1",
        "scope": ["withdraw"],
        "imposed_at": "-1d",
        "imposed_by": "RULE",
    }
    return {"put": values | changes}


def hold(cause: str) -> Step:
    one = {"cause": cause, "started_at": "-1h", "ends_at": "+23h"}
    return {"put": {"customer": "dana", "what": "security", "holds": [one]}}


@pytest.mark.parametrize("code", SEALED)
@pytest.mark.parametrize("beside", [(), (hold("SEC_CHANGED_2FA"),)], ids=["alone", "beside"])
def test_a_sealed_restriction_runs_no_other_timer_than_a_review(
    code: str, beside: tuple[Step, ...]
) -> None:
    ordinary = restriction(code="OTHER_REVIEW", disclosure="GENERIC")
    sealed = restriction(
        code=code, disclosure="SEALED", ends_at="+9d", imposed_by="AUTHORITY", legal_ground="Order"
    )

    assert looked("D16", *beside, sealed) == looked("D16", *beside, ordinary)


@pytest.mark.parametrize("code", SEALED)
def test_a_hold_for_a_sealed_reason_is_a_review_as_well(code: str) -> None:
    sealed, ordinary = looked("D16", hold(code)), looked("D16", hold("OTHER_REVIEW"))

    assert sealed.outcome == "NONE"
    assert without_facts(sealed) == without_facts(ordinary)


@pytest.mark.parametrize("code", ["OTHER_REVIEW", *SEALED])
def test_no_day_is_promised_while_a_review_goes_on_beside_a_hold(code: str) -> None:
    review = restriction(code=code, disclosure="SEALED", ends_at="+9d")

    alone, beside = (
        looked("D16", hold("SEC_NEW_DEVICE")),
        looked("D16", hold("SEC_NEW_DEVICE"), review),
    )

    assert alone.eta is not None
    assert beside.outcome == "HOLD"
    assert beside.eta is None
