"""Asking the exchange from a case, and being the second person."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client

from pharos.cases.models import Case
from pharos.diagnosis.acting.rounds import carry_out_waiting
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.simulator.events import happen
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.desk.tests.test_findings import beside, diagnosed, finding
from pharos.web.desk.tests.test_pages import signed_in

LOCK = "SELF_LOCK"
STEP = {"kind": "cancel_withdrawal", "who": "customer", "arguments": {"withdrawal": "wd-1"}}


def jobs_of(client: Client, case: Case) -> str:
    """The section of what was asked of the exchange."""
    page = client.get(f"/desk/cases/{case.number}/").text
    found = re.search(r'<section class="facts__part" id="jobs".*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def ask(client: Client, case: Case, what: str) -> int:
    address = f"/desk/cases/{case.number}/jobs/{what}/"
    return client.post(address, {"client_token": str(uuid4())}).status_code


def job_of(case: Case) -> ExchangeJob:
    with brand_scope(case.brand_id):
        return ExchangeJob.objects.get(case=case)


def test_an_agent_asks_for_what_a_finding_leads_to_and_sees_how_it_went(
    connected: Connected,
) -> None:
    connected.switch_on("CANCEL_WITHDRAWAL")
    put = {"customer": connected.dana.ref, "what": "withdrawals", "id": "wd-1", "asset": "ETH"}
    rest = {"network": "eip155:1", "to": "0x1", "amount": "1", "net_fee": "0", "state": "IN_REVIEW"}
    since = {"requested_at": "-5m", "state_since": "-5m"}
    happen(connected.exchange, [{"put": put | rest | since}])
    case = connected.world.asked(text="Stop my withdrawal.")
    seq = diagnosed(connected.world, case, finding("D14", "CANCELLABLE", steps=[STEP]))
    amara = signed_in(connected.world.amara)
    offered = beside(amara, case)
    elsewhere = ask(amara, case, f"cancel_withdrawal/{seq}/1")

    assert ask(amara, case, f"cancel_withdrawal/{seq}/0") == 302
    carry_out_waiting(Actor.system(connected.brand.pk))

    assert "Ask the exchange: Cancel the withdrawal" in offered
    assert elsewhere == 404
    shown = jobs_of(amara, case)
    assert "Done</span>" in shown
    assert "Asked by Amara, <local-time" in shown
    assert "wd-1" in shown
    assert connected.dana.withdrawals[-1].state == "CANCELLED"
    # What is done is not offered again.
    assert "Ask the exchange: Cancel the withdrawal" not in beside(amara, case)


def test_a_supervisor_finds_what_waits_and_decides_on_the_case(connected: Connected) -> None:
    connected.switch_on(LOCK, approved=(LOCK,))
    case = connected.world.asked(text="Somebody is in my account.")
    amara, bruno = (signed_in(one) for one in (connected.world.amara, connected.world.bruno))
    assert ask(amara, case, "self_lock/0/0") == 302
    own = jobs_of(amara, case)
    waiting = bruno.get("/desk/jobs/").text
    approval = f"/desk/cases/{case.number}/jobs/{job_of(case).token}/approval/"

    assert case.number in waiting
    assert approval not in own
    assert approval in jobs_of(bruno, case)
    assert amara.post(approval).status_code == 403
    assert bruno.post(approval).status_code == 302
    carry_out_waiting(Actor.system(connected.brand.pk))
    assert "decided by Bruno" in jobs_of(amara, case)
    assert case.number not in bruno.get("/desk/jobs/").text


def test_what_is_declined_is_shown_with_its_reason(connected: Connected) -> None:
    connected.switch_on(LOCK, approved=(LOCK,))
    case = connected.world.asked(text="Somebody is in my account.")
    amara, bruno = (signed_in(one) for one in (connected.world.amara, connected.world.bruno))
    ask(amara, case, "self_lock/0/0")
    declining = f"/desk/cases/{case.number}/jobs/{job_of(case).token}/declining/"

    assert bruno.post(declining, {"why": ""}).status_code == 422
    assert bruno.post(declining, {"why": "Call them first."}).status_code == 302
    assert "Call them first." in jobs_of(amara, case)
    assert "Not approved</span>" in jobs_of(amara, case)


def test_nothing_is_offered_that_is_off_or_for_a_customer_who_is_not_proved(
    connected: Connected,
) -> None:
    amara = signed_in(connected.world.amara)
    case = connected.world.asked(text="Somebody is in my account.")
    claimed = connected.world.asked(connected.world.eve, text="I am Dana.")
    off = jobs_of(amara, case)
    connected.switch_on(LOCK)

    assert off == jobs_of(amara, claimed) == ""
    assert "Ask the exchange: Lock the account" in jobs_of(amara, case)


def test_what_never_may_be_asked_has_no_address(connected: Connected) -> None:
    connected.switch_on(LOCK)
    case = connected.world.asked()
    amara = signed_in(connected.world.amara)

    for never in ("change_mail", "change_password", "lift_freeze", "move_money", "place_order"):
        assert ask(amara, case, f"{never}/0/0") == 404
    assert ask(amara, case, "self_lock/0/0") == 302
    assert job_of(case).asked_at <= now()
