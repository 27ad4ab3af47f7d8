"""What the customer gave goes with the case, who they are does not come from what they say."""

from __future__ import annotations

import pytest

from pharos.cases.models import Case
from pharos.diagnosis.tests.conftest import Connected
from pharos.kernel.scope import brand_scope
from pharos.people.models import Handle
from pharos.people.roles import ANSWERING, CONFIRMING, SUPERVISING, Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_findings import TXID, asked_about_it, beside
from pharos.web.desk.tests.test_pages import signed_in

ADDRESS = "0x00000000000000000000000000000000000000B1"


def looked_into(here: Connected, case: Case) -> list[dict[str, str]]:
    """What each look into the case was given."""
    here.work()
    found = [one.payload for one in here.world.entries(case) if one.kind == "diagnosis"]
    return [payload["given"] for payload in found]


@pytest.mark.requirement("IN-10")
def test_whoever_has_the_case_next_knows_what_was_given_and_found(connected: Connected) -> None:
    world = connected.world
    case = asked_about_it(connected)
    amara, yuna = signed_in(world.amara), signed_in(world.yuna)
    place = f"/desk/cases/{case.number}"
    amara.post(f"{place}/assignment/", {"step": "take"})
    amara.post(f"{place}/topic/", {"reason": "DEP.WRONG_NETWORK"})
    amara.post(f"{place}/team/", {"team": world.korean.pk, "why": "She would rather write Korean."})

    page = yuna.get(f"{place}/").text

    assert TXID in page
    assert "We found your transfer of 1.5 ETH" in beside(yuna, case)
    assert f'value="{TXID}"' in yuna.get(f"{place}/diagnoses/").text


@pytest.mark.requirement("IN-10")
def test_what_was_said_before_is_not_asked_again_by_the_next_look(connected: Connected) -> None:
    world = connected.world
    case = asked_about_it(connected, external_id="thread-1")
    other = "0x" + "cd" * 32
    signed_in(world.amara).post(
        f"/desk/cases/{case.number}/topic/", {"reason": "DEP.WRONG_NETWORK"}
    )

    world.asked(text=f"I sent it from {ADDRESS}", external_id="thread-1")
    later = looked_into(connected, case)[-1]
    world.asked(text=f"And this one? {other}", external_id="thread-1")
    last = looked_into(connected, case)[-1]

    assert later == {"txid": TXID, "address": ADDRESS}
    assert last == {"txid": other}
    reasons = [one.payload["reason"] for one in world.entries(case) if one.kind == "diagnosis"]
    assert reasons == ["DEP.NOT_FOUND", "DEP.WRONG_NETWORK", "DEP.WRONG_NETWORK"]
    assert not [one for one in connected.told(case) if "transaction id" in (one.body or "")]


@pytest.mark.requirement("ID-05")
def test_who_is_found_by_an_address_or_a_reference_is_not_proved_by_it(
    connected: Connected,
) -> None:
    world, mail = connected.world, "dana@northmere.test"
    reference = f"Dana-{world.mark}"
    with brand_scope(world.brand.pk):
        Handle.objects.create(brand=world.brand, customer=world.dana, kind="mail", value=mail)
    asked = f"I am Dana, {mail}, account {reference}. Where is {TXID}?"
    claimed, proved = world.asked(world.eve, asked), world.asked(world.dana, asked)
    client = signed_in(world.amara)

    found = [client.get("/desk/search/", {"q": words}).text for words in (mail, reference)]
    for case in (claimed, proved):
        client.post(f"/desk/cases/{case.number}/diagnoses/", {"wanted": "D19"})
    connected.work()

    assert all(str(world.dana.public_id) in page for page in found)
    assert private_answers(world, claimed) == set()
    assert "exchange.get_restrictions" in private_answers(world, proved)
    assert "Not verified" in client.get(f"/desk/cases/{claimed.number}/").text
    assert "Not verified" not in client.get(f"/desk/cases/{proved.number}/").text


def private_answers(world: World, case: Case) -> set[str]:
    """What the exchange told of somebody for this case."""
    looks = [one.payload for one in world.entries(case) if one.kind == "access"]
    asked = [one for payload in looks for one in payload.get("asked", ())]
    everybodys = ("chain.", "exchange.network_status", "exchange.list_", "exchange.meta")
    return {
        one["question"]
        for one in asked
        if one["ended"] == "answered" and not one["question"].startswith(everybodys)
    }


@pytest.mark.requirement("AG-12")
@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.SUPERVISOR, Role.QUALITY])
def test_each_role_looks_up_and_acts_as_far_as_it_may(connected: Connected, role: str) -> None:
    world = connected.world
    case, who = asked_about_it(connected), world.staff("Somebody", world.support, role=role)
    client, place = signed_in(who), f"/desk/cases/{case.number}"
    person = f"/desk/customers/{world.dana.public_id}"
    block = {"target": "customer", "reason": "Threatens the agents.", "days": "7"}
    works = [
        (ANSWERING, f"{place}/diagnoses/", {"wanted": "D01", "txid": TXID}),
        (ANSWERING, f"{place}/assignment/", {"step": "take"}),
        (ANSWERING, f"{place}/topic/", {"reason": "DEP.WRONG_NETWORK"}),
        (CONFIRMING, f"{place}/identity/", {"how": "A call back."}),
        (SUPERVISING, f"{person}/blocks/", block),
    ]

    done = [client.post(address, form).status_code for _roles, address, form in works]
    connected.work()

    assert done == [302 if role in roles else 403 for roles, _address, _form in works]
    looked = [one.payload for one in world.entries(case) if one.kind == "access"]
    assert any("wanted" in payload for payload in looked) is (role in ANSWERING)
    assert "We found your transfer of 1.5 ETH" in beside(client, case)
