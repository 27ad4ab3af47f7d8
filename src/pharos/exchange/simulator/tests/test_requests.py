"""What is requested of the simulated exchange: done, under way, refused, or forbidden."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.exchange.actions import TravelRuleInfo
from pharos.exchange.errors import Refusal
from pharos.exchange.simulator.tests.clients import (
    DEPOSIT,
    TXID,
    Northmere,
    context,
    northmere,
    refusal,
)

__all__ = ["northmere"]


# --- requests


def withdrawal_of(northmere: Northmere) -> str:
    northmere.press("withdrawal")
    return northmere.kept.world.accounts["dana"].withdrawals[-1].id


def test_a_withdrawal_is_cancelled_in_time(northmere: Northmere) -> None:
    one = withdrawal_of(northmere)
    cancel = northmere.actions.request_cancel_withdrawal

    job = cancel(context(), ref="dana", id=one, token="t1").data

    assert (job.kind, job.state, job.subject) == ("CANCEL_WITHDRAWAL", "DONE", one)
    assert northmere.exchange.get_withdrawal(context(), id=one).data.state == "CANCELLED"


def test_the_same_token_is_the_same_job(northmere: Northmere) -> None:
    one = withdrawal_of(northmere)
    cancel = northmere.actions.request_cancel_withdrawal

    first = cancel(context(), ref="dana", id=one, token="t1").data
    again = cancel(context(), ref="dana", id=one, token="t1").data
    other = cancel(context(), ref="dana", id=one, token="t2").data

    assert again.id == first.id
    assert again.state == "DONE"
    assert (other.state, other.reason) == ("REFUSED", "TOO_LATE")


def test_after_its_time_a_withdrawal_is_not_cancelled(northmere: Northmere) -> None:
    one = withdrawal_of(northmere)
    northmere.press("hour")
    cancel = northmere.actions.request_cancel_withdrawal

    job = cancel(context(), ref="dana", id=one, token="t1").data

    assert (job.state, job.reason) == ("REFUSED", "TOO_LATE")
    assert northmere.exchange.get_withdrawal(context(), id=one).data.state == "IN_REVIEW"


def test_a_locked_account_s_withdrawal_is_not_cancelled(northmere: Northmere) -> None:
    one = withdrawal_of(northmere)
    northmere.actions.request_self_lock(context(), ref="dana", token="t0")
    cancel = northmere.actions.request_cancel_withdrawal

    assert cancel(context(), ref="dana", id=one, token="t1").data.reason == "ACCOUNT_LOCKED"


def test_an_account_is_locked_once(northmere: Northmere) -> None:
    lock = northmere.actions.request_self_lock

    assert lock(context(), ref="dana", token="t1").data.state == "DONE"
    restrictions = northmere.exchange.get_restrictions(context(), ref="dana").data.items
    assert [one.code for one in restrictions] == ["SEC_SELF_LOCK"]
    assert lock(context(), ref="dana", token="t2").data.reason == "ALREADY_LOCKED"


def test_a_reset_runs_until_it_is_decided(northmere: Northmere) -> None:
    reset = northmere.actions.request_2fa_reset
    claimed = context(assurance=1)

    job = reset(claimed, ref="dana", evidence=("file-1",), token="t1").data
    assert (job.state, job.decide_by is not None) == ("RUNNING", True)
    northmere.press("day")
    job = northmere.actions.get_job(claimed, ref="dana", id=job.id).data
    assert job.state == "DONE"


def test_travel_rule_data_lets_a_deposit_go_on(northmere: Northmere) -> None:
    northmere.kept.do("transfer", DEPOSIT)
    northmere.kept.do("rule", {"network": "eip155:1", "txid": TXID, "state": "AWAITING_INFO"})
    one = northmere.exchange.list_deposits(context(), ref="dana").data.items[0]
    info = TravelRuleInfo(party="MYSELF", party_name="Dana", held_at="OWN_WALLET")
    submit = northmere.actions.submit_travel_rule_info

    assert submit(context(), ref="dana", id=one.id, info=info, token="t1").data.state == "DONE"
    again = submit(context(), ref="dana", id=one.id, info=info, token="t2").data
    assert (again.state, again.reason) == ("REFUSED", "NOT_ASKED_FOR")


def test_recovery_resend_and_review_leave_a_job(northmere: Northmere) -> None:
    northmere.press("locked")
    restriction = northmere.kept.world.accounts["dana"].restrictions[0].id
    northmere.kept.do("quote", {"txid": TXID, "mode": "FEE", "typical_seconds": 60})
    act = northmere.actions

    recovery = act.request_recovery(
        context(), ref="dana", network="eip155:1", txid=TXID, token="t1"
    )
    resend = act.request_resend(context(), ref="dana", kind="LOGIN_CODE", token="t2")
    review = act.request_restriction_review(
        context(), ref="dana", id=restriction, evidence=(), token="t3"
    )

    states = [one.data.state for one in (recovery, resend, review)]
    assert states == ["RUNNING", "DONE", "RUNNING"]
    gone = act.request_recovery(context(), ref="dana", network="eip155:1", txid="0x", token="t4")
    assert gone.data.reason == "NOT_POSSIBLE"


def test_what_is_to_be_refused_is_refused_for_the_reason_named(northmere: Northmere) -> None:
    lock = northmere.actions.request_self_lock
    northmere.press("refuse", "SELF_LOCK")

    refused = lock(context(), ref="dana", token="t1").data
    northmere.press("execute", "SELF_LOCK")

    assert (refused.state, refused.reason) == ("REFUSED", "NOT_POSSIBLE")
    assert lock(context(), ref="dana", token="t2").data.state == "DONE"


def test_what_is_left_undecided_runs_until_somebody_decides(northmere: Northmere) -> None:
    act = northmere.actions
    northmere.press("leave", "SELF_LOCK")
    job = act.request_self_lock(context(), ref="dana", token="t1").data
    northmere.press("day")
    northmere.press("day")
    late = act.get_job(context(), ref="dana", id=job.id).data

    northmere.press("do_it", job.id)

    assert (job.state, late.state) == ("RUNNING", "RUNNING")
    assert act.get_job(context(), ref="dana", id=job.id).data.state == "DONE"
    account = northmere.kept.world.accounts["dana"]
    assert [one.code for one in account.restrictions] == ["SEC_SELF_LOCK"]


def test_what_was_left_undecided_can_be_refused(northmere: Northmere) -> None:
    act = northmere.actions
    northmere.press("leave", "SELF_LOCK")
    job = act.request_self_lock(context(), ref="dana", token="t1").data

    northmere.press("deny", job.id)

    refused = act.get_job(context(), ref="dana", id=job.id).data
    assert (refused.state, refused.reason) == ("REFUSED", "NOT_POSSIBLE")
    assert northmere.kept.world.accounts["dana"].restrictions == []


@pytest.mark.parametrize(
    "changes",
    [{"purpose": "diagnose"}, {"assurance": 1}, {"case": None}, {"customer": "minjun"}],
)
def test_a_request_without_grounds_is_forbidden(
    northmere: Northmere, changes: dict[str, Any]
) -> None:
    lock = northmere.actions.request_self_lock

    assert refusal(lambda: lock(context(**changes), ref="dana", token="t1")) == "FORBIDDEN"
    assert northmere.kept.world.accounts["dana"].restrictions == []


def test_an_exchange_that_did_not_opt_in_is_not_requested(northmere: Northmere) -> None:
    northmere.kept.do("unsupported", {"value": "request_self_lock"})
    lock = northmere.actions.request_self_lock

    assert refusal(lambda: lock(context(), ref="dana", token="t1")) == Refusal.UNSUPPORTED


def test_somebody_else_s_job_is_not_found(northmere: Northmere) -> None:
    job = northmere.actions.request_self_lock(context(), ref="dana", token="t1").data
    theirs = context(customer="minjun")

    assert (
        refusal(lambda: northmere.actions.get_job(theirs, ref="minjun", id=job.id))
        == Refusal.NOT_FOUND
    )
