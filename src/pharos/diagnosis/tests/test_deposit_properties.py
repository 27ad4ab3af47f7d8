"""D01 over transfers of every kind: what it is certain of, the simulated exchange's books bear out.

The world is built here from what is drawn, and the truth is read from its books, which know nothing
of diagnosers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Certainty, Finding
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.diagnosis.words import worded
from pharos.exchange.objects import AssetNetwork, Deposit
from pharos.exchange.simulator import books
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import HOT, morning
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

TXID = "0xa11ce"
IN = ("CREDITED", "CREDITED_LOCKED")
ROWS = tuple(row for row in morning().networks if row.asset != "SOL")
TAGS = {who: morning().accounts[who].addresses[-1].memo or "" for who in ("dana", "minjun")}
ELSEWHERE = "elsewhere"
RULINGS = ("ON_HOLD", "AWAITING_INFO", "REJECTED", "CONFIRMING", "REFUNDED", "CREDITED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One transfer, and the state of everything that decides what becomes of it."""

    row: AssetNetwork
    to: str
    amount: Decimal
    memo: str | None
    blocks: int
    is_mined: bool
    is_internal: bool
    failed: str
    replaced_by: str | None
    is_false_token: bool
    lag: int
    gate: str
    named: str
    ruling: str | None
    is_retired: bool
    credits_retired: bool
    is_forgotten: bool


# What may be off about a transfer. Most have one or two such things, so that each comes to matter.
OFF = (
    "to",
    "amount",
    "memo",
    "unmined",
    "internal",
    "failed",
    "replaced",
    "token",
    "lag",
    "gate",
    "ruling",
    "retired",
    "forgotten",
)


@st.composite
def transfers(draw: st.DrawFn) -> Sent:
    row = draw(st.sampled_from(ROWS))
    off = draw(st.sets(st.sampled_from(OFF), max_size=2))
    unit = Decimal(1).scaleb(-row.decimals)
    near = (row.confirmations_credit, row.confirmations_unlock)
    blocks = draw(
        st.sampled_from([max(one + by, 1) for one in near for by in (-1, 0, 1)] + [1, 100])
    )

    def chosen(name: str, good: Any, *others: Any) -> Any:
        return draw(st.sampled_from(others)) if name in off else good

    tag = TAGS["dana"] if row.memo == "REQUIRED" else None
    return Sent(
        row=row,
        to=chosen("to", "dana", "minjun", "hot", ELSEWHERE),
        amount=row.min_deposit
        + unit * chosen("amount", draw(st.sampled_from([0, 1, 10**row.decimals])), -1),
        memo=chosen("memo", tag, TAGS["minjun"], "1", "", None),
        blocks=blocks,
        is_mined="unmined" not in off,
        is_internal="internal" in off,
        failed=chosen("failed", "", "reverted"),
        replaced_by=chosen("replaced", None, "0xa11cf"),
        is_false_token="token" in off,
        lag=chosen("lag", 0, 1, blocks - 1, blocks, blocks + 1, blocks + 40),
        gate=chosen("gate", "OPEN", "PAUSED", "CLOSED"),
        named=draw(st.sampled_from(["", row.network, "eip155:1", "eip155:137"])),
        ruling=chosen("ruling", None, *RULINGS),
        is_retired="retired" in off,
        credits_retired=draw(st.booleans()),
        is_forgotten="forgotten" in off,
    )


def world_of(sent: Sent) -> World:
    """Northmere with this transfer sent so that it has so many confirmations now."""
    world = morning()
    row = sent.row
    back = (sent.blocks - 1) * int(row.block_seconds)
    steps: list[dict[str, dict[str, Any]]] = [
        {"network": {"asset": row.asset, "network": row.network, "deposit": sent.gate}}
    ]
    if sent.is_retired:
        steps.append(
            {
                "retire": {
                    "customer": "dana",
                    "network": row.network,
                    "credits": sent.credits_retired,
                }
            }
        )
    transfer = {
        "network": row.network,
        "txid": TXID,
        "to": HOT if sent.to == "hot" else sent.to,
        "amount": str(sent.amount),
        "symbol": row.asset,
        "contract": "0xfa15e" if sent.is_false_token else row.contract,
        "memo": sent.memo,
        "internal": sent.is_internal,
        "failed": sent.failed,
        "replaced_by": sent.replaced_by,
        "mined": sent.is_mined,
        "at": world.now - timedelta(seconds=back),
    }
    steps += [{"transfer": transfer}, {"lag": {"network": row.network, "blocks": sent.lag}}]
    if sent.ruling:
        steps.append({"rule": {"network": row.network, "txid": TXID, "state": sent.ruling}})
    if sent.is_forgotten:
        steps.append({"forget": {"network": row.network, "txid": TXID}})
    return happen(world, steps)


def looked(world: World, sent: Sent) -> Finding:
    sources = SimulatedSources(world, "dana")
    inputs = Inputs(txid=TXID, network=sent.named)
    return REGISTRY["D01"].run(Ask(sources, world.now, inputs, "dana", 2))


def record_of(world: World, who: str = "dana") -> Deposit | None:
    """What the books have of the transfer for this customer."""
    mine = books.deposits_of(world, world.accounts[who])
    return next((one for one in mine if one.txid == TXID), None)


def is_credited(world: World) -> bool:
    record = record_of(world)
    return record is not None and record.state in IN


@settings(max_examples=150, deadline=None)
@given(transfers())
def test_credited_is_said_for_certain_exactly_when_the_books_have_it(sent: Sent) -> None:
    world = world_of(sent)

    finding = looked(world, sent)

    event(finding.outcome)
    is_said = finding.outcome == "CREDITED" and finding.certainty == Certainty.CERTAIN
    assert is_said == is_credited(world)


FAULTS = st.sampled_from(["down", "hang", "stale", "lie"])
SOURCES = st.sampled_from(["chain.north", "chain.south", "chain", "exchange"])


@settings(max_examples=150, deadline=None)
@given(transfers(), st.dictionaries(SOURCES, FAULTS, min_size=1))
def test_whatever_is_broken_credited_is_never_said_against_the_books(
    sent: Sent, faults: dict[str, str]
) -> None:
    world = world_of(sent)
    world.faults |= faults  # type: ignore[arg-type]

    finding = looked(world, sent)

    if finding.outcome == "CREDITED":
        assert is_credited(world)
    if faults.get("exchange") in ("down", "hang", "stale"):
        assert finding.outcome == UNKNOWN


@settings(max_examples=150, deadline=None)
@given(transfers())
def test_what_is_certain_the_world_does_not_contradict(sent: Sent) -> None:
    world = world_of(sent)
    record = record_of(world)

    finding = looked(world, sent)

    assert finding.certainty == Certainty.CERTAIN
    assert finding.outcome in _true_of(sent, record)


def _true_of(sent: Sent, record: Deposit | None) -> set[str]:
    """The outcomes that would be right, from what was drawn and from the books."""
    if record is not None:
        return _true_of_record(sent, record)
    if sent.replaced_by:
        return {"REPLACED"}
    if sent.failed and sent.is_mined:
        return {"FAILED"}
    return {"dana": _true_of_mine, "minjun": _true_of_another}.get(sent.to, _true_of_nobody)(sent)


def _true_of_nobody(sent: Sent) -> set[str]:
    is_ours = sent.to == "hot" and sent.row.network == "eip155:1"
    return {"OTHER_REASON" if sent.is_false_token else "HOT_WALLET"} if is_ours else {"NOT_OURS"}


def _true_of_another(sent: Sent) -> set[str]:
    """At an address that all share the tag decides whose it is, and D03 tells."""
    if sent.row.memo != "REQUIRED":
        return {"NOT_YOURS"}
    return _true_of_mine(sent)


def _true_of_mine(sent: Sent) -> set[str]:
    if _is_off(sent):
        return {"OTHER_REASON"}
    if not sent.is_mined or sent.blocks < sent.row.confirmations_credit or sent.gate == "PAUSED":
        return {"PENDING"}
    return {"SCANNER_LAG"} if sent.lag >= sent.blocks else {"READY_BUT_UNCREDITED"}


def _true_of_record(sent: Sent, record: Deposit) -> set[str]:
    if record.state in IN:
        return {"CREDITED"}
    if record.state in ("SEEN", "CONFIRMING"):
        is_due = record.confirmations >= record.required and sent.gate == "OPEN"
        return {"READY_BUT_UNCREDITED" if is_due else "PENDING"}
    return {"RETURNED"} if record.state == "REFUNDED" else {"HELD"}


def _is_off(sent: Sent) -> bool:
    """Whether the exchange does not credit this however long one waits."""
    return (
        sent.amount < sent.row.min_deposit
        or sent.is_false_token
        or sent.gate == "CLOSED"
        or (sent.row.memo == "REQUIRED" and sent.memo != TAGS["dana"])
        or (sent.is_internal and sent.row.internal_tx != "CREDIT")
        or (sent.is_retired and not sent.credits_retired)
    )


@settings(max_examples=150, deadline=None)
@given(transfers())
def test_what_should_arrive_by_a_time_is_credited_then(sent: Sent) -> None:
    world = world_of(sent)
    finding = looked(world, sent)
    waits = finding.outcome in ("PENDING", "SCANNER_LAG") and finding.eta is not None
    if not waits or sent.is_forgotten or sent.ruling or finding.eta is None:
        return
    assert isinstance(finding.eta.value, datetime)

    world.now = finding.eta.value - timedelta(seconds=1)
    too_early = is_credited(world)
    world.now = finding.eta.value

    assert not too_early
    assert is_credited(world)


@settings(max_examples=80, deadline=None)
@given(transfers())
def test_who_else_is_concerned_is_never_told(sent: Sent) -> None:
    finding = looked(world_of(sent), sent)

    words = " ".join(worded(finding.said, language="en", timezone="UTC"))
    shown = [str(figure.value) for figure in finding.evidence.values()]
    assert "injun" not in words
    assert TAGS["minjun"] not in " ".join([words, *shown])
    if finding.outcome == "NOT_YOURS":
        assert not finding.evidence
