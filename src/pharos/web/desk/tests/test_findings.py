"""What was found out, before the first word: beside the case, in it, and in the reply."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.simulator.events import happen
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Membership
from pharos.people.roles import Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

TXID = "0x" + "ab" * 32


def arrives(here: Connected, seconds_ago: int = 60) -> None:
    """Dana's transfer, as the chain shows it."""
    dana = here.exchange.accounts[f"Dana-{here.world.mark}"]
    sent = {"network": "eip155:1", "txid": TXID, "to": dana.addresses[0].address}
    told = {"amount": "1.5", "symbol": "ETH", "at": f"-{seconds_ago}s"}
    here.exchange.now = now()
    happen(here.exchange, [{"transfer": sent | told}])


def asked_about_it(here: Connected, **more: Any) -> Case:
    arrives(here)
    case = here.world.asked(text=f"Where is it? {TXID}", **more)
    here.work()
    return case


def beside(client: Client, case: Case) -> str:
    """The section of the facts."""
    page = client.get(f"/desk/cases/{case.number}/").text
    found = re.search(r'<section class="facts__part" id="found".*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def diagnosed(world: World, case: Case, *findings: dict[str, Any], reason: str = "DEP") -> int:
    """A diagnosis as it stands in the ledger."""
    payload: dict[str, Any] = {
        "reason": reason,
        "inputs": {},
        "findings": list(findings),
        "facts": [],
        "answer": findings[0]["diagnoser"] if findings else None,
    }
    with brand_scope(case.brand_id):
        system = Actor.system(case.brand_id)
        return append(entry_of(case, system, "diagnosis", payload=payload))[0].seq


def finding(diagnoser: str, outcome: str, **more: Any) -> dict[str, Any]:
    bare: dict[str, Any] = {
        "said": [],
        "evidence": {},
        "eta": None,
        "steps": [],
        "note": "",
        "missing": [],
    }
    named = {"diagnoser": diagnoser, "version": 1, "outcome": outcome}
    sure = {"certainty": "CERTAIN", "run_at": now().isoformat(), "fine": False}
    return named | sure | bare | more


@pytest.mark.requirement("CQ-05")
def test_what_was_found_is_there_when_the_case_opens(connected: Connected) -> None:
    case = asked_about_it(connected)

    found = beside(signed_in(connected.world.amara), case)

    assert "We found your transfer of 1.5 ETH" in found
    assert "6 of 12" in found
    assert "Certain</span>" in found
    assert TXID in found


def test_each_fact_says_whom_it_comes_from_and_how_old_it_is(connected: Connected) -> None:
    case = asked_about_it(connected)
    client = signed_in(connected.world.amara)
    fresh = beside(client, case)

    with frozen_at(now() + timedelta(hours=2)):
        old = beside(client, case)

    assert "<span>exchange, <local-time" in fresh
    assert "May have changed since" not in fresh
    assert "May have changed since" in old


def test_what_is_awaited_and_what_the_customer_was_told_are_marked(connected: Connected) -> None:
    case = asked_about_it(connected)

    found = beside(signed_in(connected.world.amara), case)

    assert "Told at" in found
    assert "Deposit trace</b> is looked at again by" in found
    assert "the deposit moves on" in found


@pytest.mark.requirement("ST-01")
def test_a_restriction_says_why_and_until_when(connected: Connected) -> None:
    world = connected.world
    stopped = {
        "customer": f"Dana-{world.mark}",
        "what": "restrictions",
        "id": "r1",
        "scope": ["withdraw"],
        "code": "SEC_CHANGED_2FA",
        "disclosure": "OPEN",
        "imposed_at": "-1h",
        "imposed_by": "RULE",
        "ends_at": "2031-05-04T12:00:00Z",
    }
    happen(connected.exchange, [{"put": stopped}])
    case = world.asked(reason="ACC.LOCKED", text="Why can I not withdraw?")
    connected.work()

    found = beside(signed_in(world.amara), case)

    assert "Withdrawals are stopped" in found
    assert "May 4, 2031" in found


def test_what_is_fine_is_one_line(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    fine = {"fine": True}
    diagnosed(world, case, finding("D07", "OPEN", **fine), finding("D19", "NONE", **fine))

    found = beside(signed_in(world.amara), case)

    assert "Nothing in the way: network open, no restriction" in found
    assert "<article" not in found


def test_what_nobody_could_tell_says_who_and_why(connected: Connected) -> None:
    connected.exchange.faults["exchange.find_deposit"] = "down"
    case = asked_about_it(connected)

    found = beside(signed_in(connected.world.amara), case)

    assert re.search(r"exchange, no answer: [^<]*Deposit trace", found)


def test_a_look_at_one_thing_leaves_the_rest_of_what_was_found(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    diagnosed(world, case, finding("D22", "PENDING"), finding("D23", "DUE"), reason="KYC")
    diagnosed(world, case, finding("D22", "RETRY"), reason="D22")

    found = beside(signed_in(world.amara), case)

    assert "retry" in found
    assert "pending" not in found
    assert "Renewal of the identity check" in found


def test_what_was_found_before_everything_was_looked_at_anew_is_over(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    diagnosed(world, case, finding("D23", "DUE"), reason="KYC")
    diagnosed(world, case, finding("D22", "RETRY"), reason="KYC")

    assert "Renewal of the identity check" not in beside(signed_in(world.amara), case)


def test_words_that_this_version_has_no_more_do_no_harm(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    diagnosed(world, case, finding("D99", "GONE", said=[{"key": "D99.gone", "figures": {}}]))

    assert "D99" in beside(signed_in(world.amara), case)


def test_a_brand_without_an_exchange_has_no_such_section(world: World) -> None:
    case = world.asked()

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text

    assert "What we found" not in page
    assert f"/desk/cases/{case.number}/diagnoses/" not in page


def test_a_partner_reads_findings_masked(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    note = "Call dana@mail.example about 0xabc123."
    diagnosed(world, case, finding("D22", "PENDING", note=note))
    partner = world.staff("Pavel", world.support, role=Role.PARTNER)
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=partner).update(until=now() + timedelta(days=9))

    masked, whole = beside(signed_in(partner), case), beside(signed_in(world.amara), case)

    assert "dana@mail.example" in whole
    assert "dana@mail.example" not in masked
    assert "0xabc123" in masked


def test_ten_questions_are_enough_with_findings(
    connected: Connected, django_assert_max_num_queries: Any
) -> None:
    case = asked_about_it(connected)
    client = signed_in(connected.world.amara)
    client.get("/desk/")

    # Ten questions, and the BEGIN and COMMIT around those that see a brand.
    with django_assert_max_num_queries(12):
        assert "1.5 ETH" in client.get(f"/desk/cases/{case.number}/").text


def test_the_conversation_shows_what_the_customer_was_shown(connected: Connected) -> None:
    case = asked_about_it(connected)

    page = signed_in(connected.world.amara).get(f"/desk/cases/{case.number}/").text
    began = page.index('<li class="entry entry--bot')
    told = page[began : page.index("</li>", began)]

    assert "found this and told the customer" in told
    assert '<progress max="12" value="6"' in told
    assert told.count("<copy-text") == 1
    assert "Looked up: Deposit trace, certain" in page


def test_what_is_looked_up_again_and_again_is_one_line(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    for outcome in ("PENDING", "PENDING", "RETRY"):
        diagnosed(world, case, finding("D22", outcome), reason="D22")

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text

    assert page.count("Looked up: Identity check, certain") == 1


def test_the_queue_says_that_the_assistant_spoke_last(connected: Connected) -> None:
    asked_about_it(connected)

    page = signed_in(connected.world.amara).get("/desk/?view=all").text

    assert "<b>Assistant</b> We found your transfer" in page
