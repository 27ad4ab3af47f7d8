"""From a customer's first words to what they read: one walk for each kind of trouble."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pharos.brands.models import Brand
from pharos.cases.models import Case
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.actions import requests
from pharos.exchange.operations import operations
from pharos.exchange.simulator.events import happen
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now

MORE = ("WDR.REVIEW", "ACC.PASSWORD", "FIAT.DEP_MISSING", "AST.NETWORK_DOWN")


@pytest.fixture
def here(connected: Connected) -> Connected:
    """The brand offers more topics, as a real one does."""
    brand = Brand.objects.get(pk=connected.brand.pk)
    labels = dict.fromkeys(("en", "zh-Hans", "ko", "es"), "A topic")
    brand.profile["topics"] += [
        {"code": code, "icon": "question", "assurance": 0, "labels": labels} for code in MORE
    ]
    brand.save(update_fields=["profile"])
    connected.exchange.now = now()
    return connected


def put(here: Connected, what: str, **values: Any) -> None:
    dana = f"Dana-{here.world.mark}"
    happen(here.exchange, [{"put": {"customer": dana, "what": what, **values}}])


def told(here: Connected, case: Case) -> str:
    """Everything that the customer was told of findings, in order."""
    return "\n".join(one.body or "" for one in here.told(case))


def state(case: Case) -> str:
    with brand_scope(case.brand_id):
        case.refresh_from_db()
    return case.state


@pytest.mark.requirement("SS-24")
def test_a_locked_customer_learns_why_until_when_and_what_to_do(here: Connected) -> None:
    put(
        here,
        "restrictions",
        id="r-1",
        scope=("login",),
        code="SEC_TOO_MANY_ATTEMPTS",
        disclosure="OPEN",
        imposed_at="-5m",
        imposed_by="RULE",
        ends_at="+2h",
        lift_steps=("RESET_PASSWORD",),
    )
    case = here.world.asked(reason="ACC.LOCKED", text="I cannot get in.")
    here.work()

    words = told(here, case)
    assert "attempts" in words
    assert here.told(case)[0].payload["outcome"] in ("SELF_FIXABLE", "WAIT_UNTIL")
    assert here.told(case)[0].payload.get("next_at") or here.told(case)[0].payload["rows"]


@pytest.mark.requirement("SS-15")
def test_two_customers_with_one_question_get_two_answers(here: Connected) -> None:
    put(here, "kyc", level=2, state="APPROVED")
    put(
        here,
        "restrictions",
        id="r-1",
        scope=("withdraw",),
        code="KYC_EXPIRED",
        disclosure="OPEN",
        imposed_at="-1h",
        imposed_by="RULE",
    )
    restricted = here.world.asked(reason="ACC.LOCKED", text="Why am I restricted?")
    here.work()
    happen(here.exchange, [{"lift": {"customer": f"Dana-{here.world.mark}"}}])
    free = here.world.asked(reason="ACC.2FA_LOST", text="Why am I restricted?")
    here.work()

    assert told(here, restricted)
    assert told(here, restricted) != told(here, free)


@pytest.mark.requirement("ST-09")
def test_a_withdrawal_is_followed_step_by_step(here: Connected) -> None:
    withdrawal = {
        "id": "w-1",
        "asset": "ETH",
        "network": "eip155:1",
        "to": "0x00000000000000000000000000000000000000b1",
        "amount": "1.5",
        "net_fee": "0.0008",
        "requested_at": "-10m",
        "typical_p50_seconds": 600,
        "typical_p90_seconds": 3600,
    }
    put(here, "withdrawals", state="IN_REVIEW", state_since="-10m", **withdrawal)
    case = here.world.asked(reason="WDR.REVIEW", text="Where is my withdrawal?")
    here.work()
    assert "checked" in told(here, case)
    assert state(case) == "WAITING_CHAIN"

    with frozen_at(now() + timedelta(hours=2)):
        here.exchange.now = now()
        put(here, "withdrawals", state="REJECTED", state_since="-1m", **withdrawal)
        here.work()

    outcomes = [one.payload["outcome"] for one in here.told(case)]
    assert outcomes == ["REVIEW", "REJECTED"]


@pytest.mark.requirement("SS-26")
def test_who_waits_for_a_reset_mail_learns_that_it_bounced(here: Connected) -> None:
    put(
        here,
        "deliveries",
        id="m-1",
        kind="PASSWORD_RESET",
        channel="MAIL",
        to="d•••@•••.example",
        requested_at="-5m",
        state="BOUNCED",
        at="-4m",
    )
    case = here.world.asked(reason="ACC.PASSWORD", text="No mail comes.")
    here.work()

    assert [one.payload["outcome"] for one in here.told(case)] == ["BOUNCED"]
    assert "d•••@•••.example" in told(here, case)


@pytest.mark.requirement("ST-08")
@pytest.mark.requirement("ST-06")
def test_a_paused_network_is_told_to_whoever_asks(here: Connected) -> None:
    happen(
        here.exchange,
        [
            {
                "network": {
                    "asset": "ETH",
                    "network": "eip155:1",
                    "deposit": "PAUSED",
                    "reason": "MAINTENANCE",
                    "since": "-1h",
                }
            },
            {
                "transfer": {
                    "network": "eip155:1",
                    "txid": "0x" + "ef" * 32,
                    "to": f"Dana-{here.world.mark}",
                    "amount": "2",
                    "symbol": "ETH",
                    "at": "-5m",
                }
            },
        ],
    )
    case = here.world.asked(text=f"Where is it? 0x{'ef' * 32}")
    here.work()

    assert [one.payload["outcome"] for one in here.told(case)] == ["DEPOSIT_PAUSED"]
    assert "paused" in told(here, case)


@pytest.mark.requirement("IN-13")
def test_payment_trouble_is_checked_first_and_handed_over_with_what_was_found(
    here: Connected,
) -> None:
    case = here.world.asked(reason="FIAT.DEP_MISSING", text="My payment REF1234 is missing.")
    here.work()

    looked = [one for one in here.world.entries(case) if one.kind == "diagnosis"]
    assert [one["diagnoser"] for one in looked[0].payload["findings"]] == ["D35"]
    assert state(case) == "QUEUED"


@pytest.mark.requirement("ID-07")
def test_nothing_sets_a_password_reads_a_code_or_changes_a_contact() -> None:
    offered = {*operations(), *requests()}

    assert "request_self_lock" in offered
    for never in ("password", "set_", "change_", "move_", "lift", "secret", "place_order", "code"):
        assert not [name for name in offered if never in name], never
