"""The case's menu and its small forms, with script and without."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import fresh, resolved
from pharos.kernel.scope import brand_scope
from pharos.knowledge.models import Tag
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import FRAGMENT, signed_in

NOUNS = [
    "assignee",
    "team",
    "side-conversations",
    "snooze",
    "waking",
    "tags",
    "topic",
    "links",
    "unlinking",
    "splitting",
    "merging",
    "unmerging",
    "spam",
    "unspam",
    "reopening",
]


def post(world: World, case: Case, noun: str, who: str = "amara", **fields: object) -> Any:
    client = signed_in(getattr(world, who))
    return client.post(f"/desk/cases/{case.number}/{noun}/", fields, headers=FRAGMENT)


@pytest.mark.parametrize("noun", NOUNS)
def test_each_form_is_a_part_of_the_page_and_a_page_of_its_own(world: World, noun: str) -> None:
    case, client = world.asked(), signed_in(world.amara)

    part = client.get(f"/desk/cases/{case.number}/{noun}/", headers=FRAGMENT)
    page = client.get(f"/desk/cases/{case.number}/{noun}/")

    assert (part.status_code, page.status_code) == (200, 200)
    assert 'id="dialog-body"' in part.text
    assert "<html" not in part.text
    assert "sheet--open" in page.text
    assert f'action="/desk/cases/{case.number}/{noun}/"' in page.text


@pytest.mark.parametrize(("who", "status"), [("olena", 403), ("chen", 404), ("amara", 200)])
def test_the_forms_are_for_those_who_answer(world: World, who: str, status: int) -> None:
    case, client = world.asked(), signed_in(getattr(world, who))

    assert client.get(f"/desk/cases/{case.number}/snooze/", headers=FRAGMENT).status_code == status
    page = client.get(f"/desk/cases/{case.number}/")
    assert ('id="case-menu"' in page.text) is (status == 200)


def test_what_is_done_closes_the_form_and_wakes_the_page(world: World) -> None:
    case = world.asked()

    response = post(world, case, "assignee", to=world.kofi.pk)

    assert response.status_code == 204
    assert "case-dialog:close" in response["HX-Trigger"]
    assert fresh(case).assignee == world.kofi


def test_without_script_the_case_comes_back(world: World) -> None:
    case = world.asked()
    address = f"/desk/cases/{case.number}/snooze/"

    response = signed_in(world.amara).post(address, {"preset": "hour"})

    assert (response.status_code, response["Location"]) == (302, f"/desk/cases/{case.number}/")
    assert fresh(case).state == CaseState.SCHEDULED


@pytest.mark.parametrize(
    ("noun", "fields", "status"),
    [
        ("team", {"why": "They know."}, 422),
        ("merging", {"into": "no number"}, 422),
        ("snooze", {"until": "2001-01-01T10:00"}, 422),
        ("spam", {}, 409),
    ],
)
def test_what_is_refused_comes_back_with_a_sentence(
    world: World, noun: str, fields: dict[str, str], status: int
) -> None:
    response = post(world, world.asked(), noun, **fields)

    assert response.status_code == status
    assert "field__error" in response.text


def test_everything_in_the_menu_can_be_done(world: World) -> None:
    case, other = world.asked(), world.asked(reason="ACC.LOCKED")
    with brand_scope(world.brand.pk):
        tag = Tag.objects.create(brand=world.brand, name="vip")
    seq = world.entries(case)[0].seq
    token = str(uuid4())
    steps: list[tuple[str, dict[str, object]]] = [
        ("tags", {"tags": [tag.pk]}),
        ("topic", {"reason": "WDR.REVIEW"}),
        ("links", {"kind": "related", "other": other.number.lower()}),
        ("side-conversations", {"team": world.korean.pk, "body": "Paused?", "client_token": token}),
        ("splitting", {"seqs": [seq]}),
        ("team", {"team": world.korean.pk, "why": "They know."}),
        ("merging", {"into": other.number}),
        ("unmerging", {}),
    ]

    answers = [post(world, case, noun, "bruno", **fields) for noun, fields in steps]

    assert [answer.status_code for answer in answers] == [204] * len(steps)
    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text
    for words in ("vip", "waits for an answer", "Related to", "Paused?", "split off", "Unmerged"):
        assert (words in page) is (words != "Unmerged"), words


def test_what_is_settled_offers_to_be_reopened(world: World) -> None:
    case = world.asked()
    resolved(case, world.amara)

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text

    assert 'id="menu-reopening"' in page
    assert 'id="menu-assignee"' not in page
    assert post(world, case, "reopening", why="Not over.").status_code == 204


@pytest.mark.requirement("AG-02")
def test_who_is_accountable_is_shown(world: World) -> None:
    case = world.asked()
    client = signed_in(world.olena)
    assert "Accountable" in client.get(f"/desk/cases/{case.number}/").text

    post(world, case, "assignee", to=world.kofi.pk)

    assert "Kofi, Support" in client.get(f"/desk/cases/{case.number}/").text


def test_the_asked_team_finds_the_question_and_answers_it(world: World) -> None:
    case = world.asked()
    fields: dict[str, Any] = {
        "team": world.korean.pk,
        "body": "Is it paused?",
        "client_token": str(uuid4()),
    }
    post(world, case, "side-conversations", **fields)
    yuna = signed_in(world.yuna)

    assert "Is it paused?" in yuna.get("/desk/asked/").text
    assert "Is it paused?" not in signed_in(world.kofi).get("/desk/asked/").text
    address = f"/desk/cases/{case.number}/side-conversations/1/answers/"
    assert yuna.get(address).status_code == 200
    yuna.post(address, {"body": "Until nine.", "client_token": str(uuid4())})

    assert "Is it paused?" not in yuna.get("/desk/asked/").text
    assert "Until nine." in signed_in(world.amara).get(f"/desk/cases/{case.number}/").text


def test_numbers_of_cases_in_words_are_links_and_nothing_else_is(world: World) -> None:
    case, other = world.asked(), world.asked(reason="ACC.LOCKED")
    wrong = other.number[:-1] + ("2" if other.number[-1] != "2" else "3")
    add_note(
        actor=world.amara.actor(),
        number=case.number,
        body=f"See {other.number}, not {wrong} <b>",
        client_token="note-123",
    )

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text

    assert f'<a class="link" href="/desk/cases/{other.number}/">{other.number}</a>' in page
    assert f"/desk/cases/{wrong}/" not in page
    assert "&lt;b&gt;" in page


def test_an_agent_begins_a_conversation_from_the_profile(world: World) -> None:
    address = f"/desk/customers/{world.dana.public_id}/conversations/"
    fields = {"reason": "DEP.NOT_FOUND", "body": "A memo, please.", "client_token": str(uuid4())}

    assert signed_in(world.amara).get(address).status_code == 200
    assert signed_in(world.olena).get(address).status_code == 403
    assert signed_in(world.chen).get(address).status_code == 404
    there = signed_in(world.amara).post(address, fields)

    assert there.status_code == 302
    assert "A memo, please." in signed_in(world.amara).get(there["Location"]).text


def test_what_was_merged_says_where_the_work_goes_on(world: World) -> None:
    case, other = world.asked(), world.asked(reason="ACC.LOCKED")
    post(world, case, "merging", into=other.number)

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/").text

    assert "the work goes on in" in page
    assert 'id="menu-unmerging"' in page
