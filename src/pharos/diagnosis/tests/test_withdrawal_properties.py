"""Withdrawals of every state at any time: what is certain is never other than the world itself.

The truth is read from the simulated world's own objects, not from what its sources tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.exchange.objects import LedgerLine, Withdrawal
from pharos.exchange.objects.money import WithdrawalState
from pharos.exchange.reasons import DISCLOSURE
from pharos.exchange.simulator.chain import Mined, sent
from pharos.exchange.simulator.northmere import MORNING, morning
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

ETHEREUM: Final = "eip155:1"
HERE: Final = "0x00000000000000000000000000000000000000b1"
ELSEWHERE: Final = "0x00000000000000000000000000000000000000b2"
AMOUNT: Final = Decimal("1.5")
LOOKING: Final = ("D12", "D13", "D14", "D34")
OPEN_STATES: Final = {"AWAITING_CUSTOMER", "AWAITING_INFO", "IN_REVIEW", "QUEUED", "ON_HOLD"}
GONE: Final = {"BROADCAST", "CONFIRMED"}
GIVEN_UP: Final = {"CANCELLED", "REJECTED", "FAILED_REFUNDED"}
# What may be said of each state as certain.
STATUS: Final = {
    "AWAITING_CUSTOMER": {"EMAIL"},
    "AWAITING_INFO": {"OTHER_REASON"},
    "IN_REVIEW": {"REVIEW"},
    "ON_HOLD": {"REVIEW", "OTHER_REASON"},
    "QUEUED": {"QUEUED"},
    "SIGNING": {"QUEUED"},
    "BROADCAST": {"SENT"},
    "CONFIRMED": {"DONE"},
    "CANCELLED": {"CANCELLED"},
    "REJECTED": {"REJECTED"},
    "FAILED_REFUNDED": {"FAILED"},
}
Fault = Literal["down", "hang", "stale", "lie"] | None

seconds = st.integers(-7200, 7200) | st.sampled_from([-1, 0, 1])
faults: st.SearchStrategy[Fault] = st.sampled_from([None, None, "down", "hang", "stale"])
lies: st.SearchStrategy[Fault] = st.just("lie")

sent_states: st.SearchStrategy[WithdrawalState] = st.sampled_from(
    ["SIGNING", "BROADCAST", "BROADCAST", "CONFIRMED"]
)


@dataclass(frozen=True)
class OnChain:
    """One transaction as it truly is: seconds from now at which it was sent and mined."""

    sent_in: int
    mined_in: int | None
    fails: bool
    to: str
    amount: Decimal


@dataclass(frozen=True)
class Drawn:
    """One world: a withdrawal, what is on the chain, and what is wrong with the sources."""

    one: Withdrawal
    first: OnChain | None
    second: OnChain | None
    first_is_replaced: bool
    ledger_has_refund: bool
    north: Fault
    south: Fault


def transactions() -> st.SearchStrategy[OnChain | None]:
    made = st.builds(
        OnChain,
        sent_in=st.integers(-7200, 60),
        mined_in=st.none() | st.integers(-7200, 60),
        fails=st.booleans(),
        to=st.sampled_from([HERE, HERE, ELSEWHERE]),
        amount=st.sampled_from([AMOUNT, AMOUNT, Decimal(1)]),
    )
    return st.none() | made


@st.composite
def drawn_worlds(draw: st.DrawFn) -> Drawn:
    def moment(instants: st.SearchStrategy[int]) -> datetime:
        return MORNING + timedelta(seconds=draw(instants))

    one = Withdrawal(
        id="w1",
        asset="ETH",
        network=ETHEREUM,
        to=HERE,
        amount=AMOUNT,
        net_fee=Decimal("0.0008"),
        state=draw(st.sampled_from(get_args(WithdrawalState))),
        requested_at=MORNING - timedelta(hours=3),
        state_since=moment(st.integers(-7200, 2)),
        typical_p50_seconds=draw(st.none() | st.integers(0, 3600)),
        typical_p90_seconds=draw(st.none() | st.integers(0, 7200)),
        txid=draw(st.sampled_from([None, "0x01", "0x01"])),
        reason=draw(st.none() | st.sampled_from([*DISCLOSURE, "SOMETHING_NEW"])),
        refund_ledger_id=draw(st.sampled_from([None, "l1"])),
        cancellable_until=moment(seconds) if draw(st.booleans()) else None,
        receiver=draw(st.sampled_from([None, "Eastmere"])),
        hold_requested_at=moment(st.integers(-60, 0)) if draw(st.booleans()) else None,
        replaced_by=draw(st.sampled_from([None, None, "0x02"])),
    )
    return Drawn(
        one=one,
        first=draw(transactions()),
        second=draw(transactions()),
        first_is_replaced=draw(st.booleans()),
        ledger_has_refund=draw(st.booleans()),
        # Two that tell the same lie are beyond what any quorum finds out.
        north=draw(faults),
        south=draw(faults | lies),
    )


@st.composite
def drawn_sent(draw: st.DrawFn) -> Drawn:
    """Those that have a transaction, mostly the one that they should have."""
    drawn = draw(drawn_worlds())
    state = draw(sent_states)
    one = replace(drawn.one, state=state, txid="0x01", replaced_by=None)
    as_it_should = OnChain(
        sent_in=draw(st.integers(-600, 0)),
        mined_in=draw(st.none() | st.integers(-600, 60)),
        fails=draw(st.sampled_from([False, False, False, True])),
        to=HERE,
        amount=AMOUNT,
    )
    is_replaced = draw(st.sampled_from([False, False, True]))
    second = replace(as_it_should, fails=False) if is_replaced else drawn.second
    return replace(
        drawn,
        one=one,
        first=draw(st.sampled_from([as_it_should, as_it_should, as_it_should, drawn.first])),
        second=second,
        first_is_replaced=is_replaced,
        north=draw(st.sampled_from([None, None, None, drawn.north])),
        south=draw(st.sampled_from([None, None, None, drawn.south])),
    )


def world_of(drawn: Drawn) -> World:
    world = morning()
    dana = world.accounts["dana"]
    dana.withdrawals = [drawn.one]
    for txid, found in (("0x01", drawn.first), ("0x02", drawn.second)):
        if found is not None:
            world.chains[ETHEREUM].mine(_mined(world, txid, found, drawn))
    if drawn.ledger_has_refund:
        line = LedgerLine(id="l1", at=world.now, kind="REFUND", amount=AMOUNT, balance=Decimal(2))
        dana.ledger["ETH"] = [line]
    for name, fault in (("north", drawn.north), ("south", drawn.south)):
        if fault is not None:
            world.faults[f"chain.{name}"] = fault
    return world


def _mined(world: World, txid: str, found: OnChain, drawn: Drawn) -> Mined:
    sent_at = world.now + timedelta(seconds=found.sent_in)
    mined_at = None
    if found.mined_in is not None:
        mined_at = max(world.now + timedelta(seconds=found.mined_in), sent_at)
    is_replaced = txid == "0x01" and drawn.first_is_replaced
    return Mined(
        txid,
        (sent(found.to, found.amount, "ETH"),),
        sent_at,
        None if is_replaced else mined_at,
        failed="reverted" if found.fails else "",
        replaced_by="0x02" if is_replaced else None,
    )


def found_by(name: str, world: World) -> Finding:
    sources = SimulatedSources(world, "dana")
    return REGISTRY[name].run(Ask(sources, world.now, Inputs(withdrawal="w1"), "dana", 2))


# --- the truth, read from the world


def truth(world: World, txid: str | None) -> tuple[str, Mined | None]:
    """What the chain really has: NOTHING, WAITING, IN_BLOCK, FAILED or REPLACED."""
    mined = world.chains[ETHEREUM].transactions.get(txid or "")
    if mined is None or mined.sent_at > world.now:
        return "NOTHING", None
    if mined.replaced_by:
        return "REPLACED", mined
    if mined.mined_at is None or mined.mined_at > world.now:
        return "WAITING", mined
    return ("FAILED" if mined.failed else "IN_BLOCK"), mined


def brings_it(mined: Mined | None) -> bool:
    return mined is not None and any(
        (one.to, one.amount) == (HERE, AMOUNT) for one in mined.transfers
    )


def can_be_stopped(world: World, one: Withdrawal) -> bool:
    until = one.cancellable_until
    if until is not None and world.now >= until:
        return False
    return one.state in OPEN_STATES or (one.state == "SIGNING" and until is not None)


def assert_status(world: World, one: Withdrawal, finding: Finding) -> None:
    assert finding.outcome in STATUS[one.state]
    told = {said.key for said in finding.said}
    refunds = [line.id for line in world.accounts["dana"].ledger.get("ETH", ())]
    assert "D12.back" not in told or one.refund_ledger_id in refunds
    assert "D12.back_plain" not in told or one.state == "FAILED_REFUNDED"
    assert finding.eta is None


def assert_chain(world: World, one: Withdrawal, finding: Finding) -> None:
    seen, mined = truth(world, one.txid)
    if finding.outcome == "CONFIRMED":
        assert seen == "IN_BLOCK"
        assert brings_it(mined)
        assert one.state not in GIVEN_UP
    elif finding.outcome == "UNCONFIRMED":
        assert seen == "WAITING"
        assert brings_it(mined)
        assert one.state not in {"CONFIRMED", *GIVEN_UP}
    elif finding.outcome == "FAILED":
        assert seen == "FAILED"
        assert one.state != "CONFIRMED"
    elif finding.outcome == "REPLACED":
        other_seen, other = truth(world, "0x02")
        assert seen == "REPLACED"
        assert other_seen in {"WAITING", "IN_BLOCK"}
        assert brings_it(other)
    else:
        assert finding.outcome == "NOT_SENT"
        assert one.state not in GONE
        assert seen == "NOTHING"


def assert_cancelling(world: World, one: Withdrawal, finding: Finding) -> None:
    if finding.outcome == "CANCELLABLE":
        assert can_be_stopped(world, one)
        assert one.state == "SIGNING" or one.txid is None
    elif finding.outcome == "OVER":
        assert one.state in GIVEN_UP
    else:
        assert finding.outcome == "TOO_LATE"
        assert one.state not in GIVEN_UP
        assert not can_be_stopped(world, one)


def assert_scam(world: World, one: Withdrawal, finding: Finding) -> None:
    if finding.outcome == "CANCELLABLE":
        assert can_be_stopped(world, one)
        return
    assert finding.outcome in {"SENT_KNOWN_PLATFORM", "SENT_UNKNOWN", "LEAVING", "OVER"}
    assert finding.outcome.startswith("SENT") == (one.state in GONE)
    assert (finding.outcome == "OVER") == (one.state in GIVEN_UP)
    told = {said.key for said in finding.said}
    assert ("D34.platform" in told) == (one.state in GONE and one.receiver is not None)
    assert "D34.asked" not in told or one.hold_requested_at is not None


CHECKS: Final = {
    "D12": assert_status,
    "D13": assert_chain,
    "D14": assert_cancelling,
    "D34": assert_scam,
}


EXAMPLES: Final = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@EXAMPLES
@given(drawn=drawn_worlds() | drawn_sent())
def test_nothing_certain_contradicts_the_world(drawn: Drawn) -> None:
    world = world_of(drawn)

    for name in LOOKING:
        finding = found_by(name, world)
        event(f"{name} {finding.outcome} {finding.certainty}")
        if finding.is_certain:
            CHECKS[name](world, drawn.one, finding)


@EXAMPLES
@given(drawn=drawn_sent())
def test_nothing_certain_of_what_was_sent_contradicts_the_chain(drawn: Drawn) -> None:
    world = world_of(drawn)
    finding = found_by("D13", world)

    event(f"{finding.outcome} {finding.certainty}")
    if finding.is_certain:
        assert_chain(world, drawn.one, finding)


@EXAMPLES
@given(drawn=drawn_worlds())
def test_cancelling_is_offered_only_for_what_has_certainly_not_left(drawn: Drawn) -> None:
    world = world_of(drawn)

    for name in LOOKING:
        finding = found_by(name, world)
        if any(step.kind == "cancel_withdrawal" for step in finding.steps):
            assert finding.is_certain
            assert can_be_stopped(world, drawn.one)


@EXAMPLES
@given(drawn=drawn_worlds())
def test_whoever_may_have_been_deceived_is_warned_whatever_is_found(drawn: Drawn) -> None:
    finding = found_by("D34", world_of(drawn))

    assert finding.said[-1].key == "D34.beware"


@EXAMPLES
@given(drawn=drawn_sent(), fault=st.sampled_from(["down", "hang", "stale"]))
def test_one_source_of_the_chain_alone_makes_nothing_certain(drawn: Drawn, fault: Fault) -> None:
    finding = found_by("D13", world_of(replace(drawn, north=fault, south=None)))

    assert finding.certainty == ("UNKNOWN" if finding.outcome == UNKNOWN else "LIKELY")


@EXAMPLES
@given(drawn=drawn_worlds() | drawn_sent(), later=st.integers(0, 7200))
def test_what_waits_is_looked_at_again_and_never_in_the_past(drawn: Drawn, later: int) -> None:
    world = world_of(drawn)
    world.advance(timedelta(seconds=later))

    for name in LOOKING:
        finding = found_by(name, world)
        if finding.watch is not None:
            assert finding.watch.at > world.now
            assert finding.watch.subject
            assert finding.watch.events
        if finding.outcome in {"EMAIL", "REVIEW", "QUEUED", "OTHER_REASON", "UNCONFIRMED"}:
            assert finding.watch is not None
