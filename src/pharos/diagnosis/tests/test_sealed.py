"""What is sealed cannot be told from an ordinary review by whoever has no clearance.

Pairs of worlds differ in a sealed reason and nothing else. Everything that can be asked, found,
said or watched has to be the same in both; and whoever has clearance sees the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.desk_records import PinnedKey
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY
from pharos.diagnosis.stored import written_fact, written_finding
from pharos.diagnosis.words import worded
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError
from pharos.exchange.operations import operations
from pharos.exchange.reasons import DISCLOSURE, NEUTRAL, SEALED, neutral, neutral_code
from pharos.exchange.simulator import signing
from pharos.exchange.simulator.answering import SimulatedExchange
from pharos.exchange.simulator.events import happen, resolved
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.noticing import differences, look
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

LANGUAGES = ("en", "ko", "es", "zh-hans")
DANA = "dana"
ADDRESS = "0x00000000000000000000000000000000000da0a1"
ELSEWHERE = "0x00000000000000000000000000000000000e71e5"
# What one question needs besides the customer.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "find_deposit": {"txid": "0xaa"},
    "lookup_address": {"network": "eip155:1", "address": ADDRESS},
    "review_address": {"network": "eip155:1", "address": ELSEWHERE},
    "quote_recovery": {"network": "eip155:1", "txid": "0xaa"},
    "get_withdrawal": {"id": "w1"},
    "resolve_customer": {"hint": DANA},
    "list_ledger": {"asset": "ETH", "since": "-1d", "until": "+0s"},
    "list_liquidations": {"since": "-1d", "until": "+0s"},
    "list_logins": {"since": "-1d"},
    "list_api_errors": {"since": "-1d"},
    "list_deliveries": {"kind": "NOTICE", "since": "-1d"},
    "public_policy": {"key": "FEES"},
    "price_series": {"symbol": "BTC-PERP", "kind": "mark", "since": "-1h", "until": "+0s"},
    "get_contract_spec": {"symbol": "BTC-PERP", "at": "+0s"},
    "get_order": {"id": "o1"},
    "explain_fee": {"id": "t1"},
    "get_p2p_order": {"id": "p1"},
    "get_campaign": {"id": "c1"},
}


@dataclass(frozen=True)
class Held:
    """One way in which an account may be held, and what is in it that must not be seen."""

    name: str
    restriction: Mapping[str, Any] = field(default_factory=dict)
    reason: str = NEUTRAL
    labels: tuple[str, ...] = ()
    flag: str = ""

    def __str__(self) -> str:
        return self.name


ORDINARY = Held("an ordinary review")
VARIED: tuple[dict[str, Any], ...] = (
    {"legal_ground": "Order 7 of a court"},
    {"lift_steps": ["CONTACT_BANK"]},
    {"docs_needed": ["BANK_STATEMENT", "PASSPORT"]},
    {"ends_at": "+90d"},
    {"ends_at": "+1h"},
    {"review_at": "+3d"},
    {"review_at": "+30d"},
    {"imposed_by": "AUTHORITY"},
    {"imposed_by": "CUSTOMER"},
    {"appeal": True},
    {"may_be_shortened": True},
    {"id": "legal-0007"},
    {"notice": {"sent_at": "-1h", "kind": "DEFERRED", "channel": "letter", "proof": "Art. 17"}},
    {"notice": {"sent_at": "-3d", "kind": "PRIOR", "channel": "mail"}},
    {"disclosure": "GENERIC"},
    {"disclosure": "OPEN"},
)
SEALED_PAIRS = [
    *(Held(code, {"code": code}, reason=code) for code in SEALED),
    Held("a code that nobody knows", {"code": "NEW_KIND_OF_CHECK", "disclosure": "OPEN"}),
    Held("an open code that is sealed here", {"code": "KYC_FINAL"}),
    Held("what an identity check found", labels=("ADVERSE_MEDIA", "SANCTIONS")),
    Held("a marked destination", flag="SANCTIONED"),
    *(
        Held(f"{code} with {changes}", {"code": code, **changes}, reason=code)
        for code in SEALED
        for changes in VARIED
    ),
    # An ordinary review is just as silent about itself, or its silence would tell.
    *(Held(f"{NEUTRAL} with {changes}", {"code": NEUTRAL, **changes}) for changes in VARIED),
]


def world_of(held: Held) -> World:
    """Dana's account with a deposit, a withdrawal, a hold and bank money, all held alike."""
    disclosure = "GENERIC" if held.restriction.get("code", NEUTRAL) == NEUTRAL else "SEALED"
    restriction: dict[str, Any] = {
        "id": "r1",
        "scope": ["withdraw", "deposit"],
        "code": NEUTRAL,
        "disclosure": disclosure,
        "imposed_at": "-2d",
        "imposed_by": "STAFF",
        **held.restriction,
    }
    reason = held.reason
    steps: list[dict[str, Any]] = [
        {"put": {"customer": DANA, "what": "restrictions", **restriction}},
        {
            "transfer": {
                "network": "eip155:1",
                "txid": "0xaa",
                "to": DANA,
                "amount": "1.5",
                "symbol": "ETH",
                "at": "-1h",
            }
        },
        {"rule": {"network": "eip155:1", "txid": "0xaa", "state": "ON_HOLD", "reason": reason}},
        {
            "put": {
                "customer": DANA,
                "what": "withdrawals",
                "id": "w1",
                "asset": "ETH",
                "network": "eip155:1",
                "to": ELSEWHERE,
                "amount": "0.5",
                "net_fee": "0.001",
                "state": "ON_HOLD",
                "requested_at": "-1h",
                "state_since": "-1h",
                "reason": reason,
            }
        },
        {
            "put": {
                "customer": DANA,
                "what": "fiat",
                "id": "x1",
                "direction": "IN",
                "currency": "EUR",
                "amount": "100",
                "state": "PENDING",
                "reference": "R1",
                "at": "-1h",
                "reason": reason,
            }
        },
        {
            "put": {
                "customer": DANA,
                "what": "security",
                "holds": [{"cause": reason, "started_at": "-1h", "ends_at": "+1d"}],
            }
        },
        {
            "put": {
                "customer": DANA,
                "what": "kyc",
                "state": "RETRY",
                "labels": ["LOW_QUALITY", *held.labels],
            }
        },
    ]
    if held.flag:
        steps.append({"flag": {"address": ELSEWHERE, "code": held.flag}})
    return happen(morning(), steps)


def told(world: World, *, clearance: bool = False) -> dict[str, bytes]:
    """What the exchange answers to everything that it may be asked, as it goes over the wire."""
    exchange = SimulatedExchange(world)
    context = AccessContext(
        brand="northmere",
        actor="agent",
        actor_id="bruno",
        purpose="answer",
        expires_at=world.now + timedelta(hours=1),
        case="NM-1",
        customer=DANA,
        assurance=2,
        clearance=clearance,
    )
    answers = {}
    for name, operation in operations().items():
        given = resolved(world, ARGUMENTS.get(name, {}))
        if "ref" in operation.arguments.model_fields:
            given = {"ref": DANA, **given}
        try:
            answers[name] = operation.dump_answer(exchange.ask(name, context, given))
        except ExchangeError as error:
            answers[name] = repr((error.refusal, error.detail, error.source)).encode()
    return answers


def found(world: World, *, clearance: bool = False) -> dict[str, Finding]:
    """What every diagnoser finds for this account."""
    inputs = Inputs(
        txid="0xaa",
        withdrawal="w1",
        address=ELSEWHERE,
        network="eip155:1",
        asset="ETH",
        amount="0.5",
        reference="R1",
        contact="northmere.example",
        reason="WDR.REVIEW",
    )
    pinned = PinnedKey(key_id=signing.KEY_ID, public_key=signing.PUBLIC_KEY)
    findings = {}
    for name, one in sorted(REGISTRY.items()):
        sources = SimulatedSources(world, DANA, clearance=clearance, pinned=pinned)
        findings[name] = one.run(Ask(sources, world.now, inputs, DANA, 2))
    return findings


@pytest.fixture(scope="module")
def ordinary_answers() -> dict[str, bytes]:
    return told(world_of(ORDINARY))


@pytest.fixture(scope="module")
def ordinary_findings() -> dict[str, Finding]:
    return found(world_of(ORDINARY))


@pytest.mark.parametrize("held", SEALED_PAIRS, ids=str)
def test_no_answer_of_the_exchange_tells_a_sealed_reason(
    held: Held, ordinary_answers: dict[str, bytes]
) -> None:
    assert told(world_of(held)) == ordinary_answers


@pytest.mark.parametrize("held", SEALED_PAIRS, ids=str)
def test_no_finding_fact_or_watch_tells_a_sealed_reason(
    held: Held, ordinary_findings: dict[str, Finding]
) -> None:
    here = found(world_of(held))

    for name, ordinary in ordinary_findings.items():
        sealed = here[name]
        assert sealed == ordinary, name
        assert sealed.watch == ordinary.watch, name
        assert written_finding(sealed) == written_finding(ordinary)
        facts, others = sealed.facts, ordinary.facts
        assert list(map(written_fact, facts)) == list(map(written_fact, others))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held", SEALED_PAIRS[: len(SEALED) + 4], ids=str)
def test_no_word_in_any_language_tells_a_sealed_reason(
    held: Held, language: str, ordinary_findings: dict[str, Finding]
) -> None:
    for name, sealed in found(world_of(held)).items():
        words = worded(sealed.said, language=language, timezone="Asia/Seoul")
        ordinary = ordinary_findings[name].said
        assert words == worded(ordinary, language=language, timezone="Asia/Seoul"), name


@pytest.mark.parametrize("days", [0, 1, 6, 7, 8, 30])
def test_the_same_holds_on_every_later_day(days: int) -> None:
    sealed = world_of(
        Held("", {"code": "LEGAL_ORDER", "review_at": "+5d", "id": "lo-1"}, reason="LEGAL_ORDER")
    )
    ordinary = world_of(ORDINARY)
    for world in (sealed, ordinary):
        world.advance(timedelta(days=days))

    assert told(sealed) == told(ordinary)
    assert found(sealed)["D19"] == found(ordinary)["D19"]


@pytest.mark.parametrize("code", SEALED)
def test_no_event_of_the_exchange_tells_a_sealed_reason(code: str) -> None:
    sealed = Held("", {"code": code, "id": "lo-1", "legal_ground": "Order 7"}, reason=code)

    assert _events(world_of(sealed)) == _events(world_of(ORDINARY))


@pytest.mark.parametrize("code", SEALED)
def test_whoever_has_clearance_sees_it(code: str) -> None:
    sealed = world_of(Held(code, {"code": code, "legal_ground": "Order 7"}, reason=code))
    ordinary = world_of(ORDINARY)

    cleared, plain = told(sealed, clearance=True), told(ordinary, clearance=True)

    for name in (
        "get_restrictions",
        "list_deposits",
        "get_withdrawal",
        "list_fiat",
        "get_security",
    ):
        assert code.encode() in cleared[name], name
        assert cleared[name] != plain[name], name
    assert b"Order 7" in cleared["get_restrictions"]
    finding = found(sealed, clearance=True)["D19"]
    assert (finding.outcome, finding.disclosure) == ("REVIEW", "SEALED")
    assert code in finding.note


def test_whoever_has_clearance_sees_labels_and_flags() -> None:
    held = Held("", labels=("ADVERSE_MEDIA",), flag="SANCTIONED")

    cleared = told(world_of(held), clearance=True)

    assert b"ADVERSE_MEDIA" in cleared["get_kyc"]
    assert b"SANCTIONED" in cleared["review_address"]


def test_even_with_clearance_the_customer_hears_the_same() -> None:
    sealed = world_of(Held("", {"code": "LEGAL_ORDER", "ends_at": "+90d"}, reason="LEGAL_ORDER"))

    with_it, without = found(sealed, clearance=True)["D19"], found(sealed)["D19"]

    assert [one.key for one in with_it.said] == [one.key for one in without.said]
    assert with_it.watch == without.watch
    assert with_it.steps == without.steps


@pytest.mark.parametrize("code", [*SEALED, "NOBODY_KNOWS_IT"])
def test_an_exchange_that_sends_it_without_clearance_is_not_repeated(code: str) -> None:
    """What an exchange should never have sent is an ordinary review in the customer's words."""
    leaking = found(world_of(Held("", {"code": code}, reason=code)), clearance=True)["D19"]
    plain = found(world_of(ORDINARY))["D19"]

    assert leaking.said == plain.said
    assert leaking.evidence == plain.evidence


def test_making_a_review_neutral_twice_changes_nothing() -> None:
    world = world_of(Held("", {"code": "LEGAL_ORDER", "id": "lo-1"}))
    (raw,) = world.accounts[DANA].restrictions
    once = neutral(raw, world.now)

    assert neutral(once, world.now) == once
    assert once.id.startswith("review-")
    assert "lo-1" not in once.id


@pytest.mark.parametrize("code", sorted(DISCLOSURE))
def test_what_is_open_or_generic_is_not_hidden(code: str) -> None:
    if DISCLOSURE[code] == "SEALED":
        assert neutral_code(code) == NEUTRAL
        return
    world = happen(
        morning(),
        [
            {
                "put": {
                    "customer": DANA,
                    "what": "restrictions",
                    "id": "r1",
                    "scope": ["withdraw"],
                    "code": code,
                    "disclosure": DISCLOSURE[code],
                    "imposed_at": "-1h",
                    "imposed_by": "STAFF",
                }
            }
        ],
    )

    assert code.encode() in told(world)["get_restrictions"]
    said = [one.key for one in found(world)["D19"].said]
    assert ("any.review" if code == NEUTRAL else f"D19.{code}") in said


def _events(world: World) -> list[Any]:
    """What is told of the account's restrictions when they come and when they go, but for ids."""
    before, held = look(morning()), look(world)
    account = world.accounts[DANA]
    account.restrictions, account.security = [], replace(account.security, holds=())
    told_of = [
        *differences(before, held, world.now),
        *differences(held, look(world), world.now),
    ]
    assert any(event.type == "restriction.lifted" for event in told_of)
    return [replace(one, id="e") for one in told_of]
