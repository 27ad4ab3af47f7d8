from __future__ import annotations

import re

from django.test import Client

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.note import add_note
from pharos.cases.models import Case, CaseTag
from pharos.cases.tests.deeds import fresh
from pharos.kernel.scope import brand_scope
from pharos.knowledge.models import Tag
from pharos.people.models import Staff
from pharos.testing.world import World

FRAGMENT = {"HX-Request": "true"}


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(world: World, many: int) -> list[Case]:
    return [world.asked(world.customer(f"C{n}", assurance=0), f"Question {n}") for n in range(many)]


def tag_of(world: World) -> Tag:
    with brand_scope(world.brand.pk):
        return Tag.objects.create(brand=world.brand, name=f"vip-{world.mark}")


def tagged(world: World) -> set[int]:
    with brand_scope(world.brand.pk):
        return set(CaseTag.objects.values_list("case_id", flat=True))


def do(client: Client, cases: list[Case], step: str, value: object) -> str:
    form = {"numbers": [case.number for case in cases], "step": step, step: str(value)}
    answer = client.post("/desk/bulk/", form, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.text


def undo(client: Client, said: str) -> tuple[int, str]:
    token = re.search(r'name="token" value="([^"]+)"', said)
    assert token is not None
    answer = client.post("/desk/bulk/undo/", {"token": token[1]}, headers=FRAGMENT)
    return answer.status_code, answer.text


def test_many_are_tagged_and_it_is_taken_back(world: World) -> None:
    cases, tag, client = asked(world, 3), tag_of(world), signed_in(world.amara)

    said = do(client, cases, "tag", tag.pk)
    assert "Tagged: 3" in said
    assert tagged(world) == {case.pk for case in cases}

    assert undo(client, said)[0] == 200
    assert tagged(world) == set()


def test_undo_leaves_what_was_so_before_and_refuses_what_has_moved_on(world: World) -> None:
    cases, tag, client = asked(world, 3), tag_of(world), signed_in(world.amara)
    do(client, cases[:1], "tag", tag.pk)
    said = do(client, cases, "tag", tag.pk)
    add_note(actor=world.kofi.actor(), number=cases[1].number, body="Mine.", client_token="n" * 8)

    _status, text = undo(client, said)

    assert "Taken back: 1" in text
    assert f"{cases[1].number}</span> It has moved on since." in text
    assert tagged(world) == {cases[0].pk, cases[1].pk}


def test_assigning_reports_what_is_refused_and_why(world: World) -> None:
    cases, client = asked(world, 2), signed_in(world.amara)
    take_case(actor=world.kofi.actor(), number=cases[0].number)

    said = do(client, cases, "assign", world.amara.pk)

    assert "Assigned: 1" in said
    assert cases[0].number in said.partition("Refused")[2]
    assert fresh(cases[1]).assignee_id == world.amara.pk
    assert undo(client, said)[0] == 200
    assert fresh(cases[1]).assignee_id is None
    assert fresh(cases[0]).assignee_id == world.kofi.pk


def test_snoozed_cases_are_woken_again(world: World) -> None:
    cases, client = asked(world, 2), signed_in(world.amara)

    said = do(client, cases, "snooze", 4)
    assert {fresh(case).state for case in cases} == {"SCHEDULED"}

    undo(client, said)
    assert "SCHEDULED" not in {fresh(case).state for case in cases}


def test_undo_ends_after_its_time_and_is_its_own_persons(world: World) -> None:
    cases, tag, client = asked(world, 1), tag_of(world), signed_in(world.amara)
    said = do(client, cases, "tag", tag.pk)

    assert undo(signed_in(world.kofi), said)[0] == 409
    assert tagged(world) == {cases[0].pk}


def test_another_brands_cases_are_refused_like_those_that_are_not(world: World) -> None:
    cases, tag = asked(world, 1), tag_of(world)

    said = do(signed_in(world.chen), cases, "tag", tag.pk)

    assert "Tagged: 0" in said
    assert tagged(world) == set()


def test_the_form_offers_what_the_brand_has(world: World) -> None:
    cases, tag = asked(world, 2), tag_of(world)
    query = "&".join(f"numbers={case.number}" for case in cases)

    page = signed_in(world.amara).get(f"/desk/bulk/?{query}").text

    assert tag.name in page
    assert "2 cases are chosen." in page
    assert "Choose cases in the list first." in signed_in(world.amara).get("/desk/bulk/").text
