from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.models import Case
from pharos.kernel.scope import brand_scope
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import FRAGMENT, signed_in


def post(world: World, who: str, case: Case, what: str, **fields: object) -> Any:
    client = signed_in(getattr(world, who))
    return client.post(f"/desk/cases/{case.number}/{what}/", fields, headers=FRAGMENT)


def draft(body: str = "It is on its way.", *, seen: int = 99, **more: object) -> dict[str, Any]:
    return {"body": body, "client_token": str(uuid4()), "seen": seen, **more}


def said(world: World, case: Case, kind: str = "message") -> list[str | None]:
    return [e.body for e in world.entries(case) if e.kind == kind and e.author_kind == "staff"]


@pytest.mark.parametrize(("who", "status"), [("amara", 201), ("olena", 403), ("chen", 404)])
def test_reply_is_for_those_who_answer(world: World, who: str, status: int) -> None:
    case = world.asked()

    response = post(world, who, case, "replies", **draft("It is on its way."))

    assert response.status_code == status
    assert said(world, case) == (["It is on its way."] if status == 201 else [])


def test_reply_brings_an_empty_composer_and_wakes_the_page(world: World) -> None:
    case = world.asked()
    sent = draft()

    response = post(world, "amara", case, "replies", **sent)

    assert f"live:case.moved:{case.number}" in response["HX-Trigger"]
    assert "It is on its way." not in response.text
    assert sent["client_token"] not in response.text


def test_same_token_is_sent_once(world: World) -> None:
    case, reply = world.asked(), draft("Once")

    statuses = [post(world, "amara", case, "replies", **reply).status_code for _ in range(2)]

    assert statuses == [201, 201]
    assert said(world, case) == ["Once"]


def test_reply_that_crosses_a_new_message_is_asked_about_once(world: World) -> None:
    case = world.asked(text="Where is it?")
    read = world.entries(case)[-1].seq
    world.asked(world.dana, "I found it!", external_id=world.conversation(case).external_id)
    reply = draft("We are looking.", seen=read)

    crossed = post(world, "amara", case, "replies", **reply)
    assert crossed.status_code == 409
    assert "Dana has written again since you read." in crossed.text
    assert "We are looking." in crossed.text
    assert crossed["HX-Retarget"] == "#composer"
    assert said(world, case) == []

    meant = post(world, "amara", case, "replies", **reply | {"seen": crossed.context["last_seq"]})
    assert meant.status_code == 201
    assert said(world, case) == ["We are looking."]


def test_empty_reply_comes_back_with_a_word(world: World) -> None:
    case = world.asked()

    response = post(world, "amara", case, "replies", **draft("   "))

    assert response.status_code == 422
    assert "There is nothing to send yet." in response.text


def test_a_reply_of_many_lines_is_as_long_as_the_page_counts_it(world: World) -> None:
    case = world.asked()
    fits = "\r\n".join(["x" * 99] * 100) + "y"

    assert post(world, "amara", case, "replies", **draft(f"{fits}y")).status_code == 422
    assert post(world, "amara", case, "replies", **draft(fits)).status_code == 201

    assert said(world, case) == [fits.replace("\r\n", "\n")]


def test_without_script_a_reply_ends_on_the_case(world: World) -> None:
    case = world.asked()
    client = signed_in(world.amara)

    response = client.post(f"/desk/cases/{case.number}/replies/", draft("Hello"), follow=True)

    assert response.redirect_chain == [(f"/desk/cases/{case.number}/", 302)]
    assert "Hello" in response.text


@pytest.mark.parametrize(("who", "status"), [("amara", 201), ("olena", 403), ("chen", 404)])
def test_note_is_written_for_staff_only(world: World, who: str, status: int) -> None:
    case = world.asked()

    response = post(world, who, case, "notes", **draft("Smells like phishing."))

    assert response.status_code == status
    notes = [e for e in world.entries(case) if e.kind == "note"]
    assert [e.visibility for e in notes] == (["staff"] if status == 201 else [])


def test_case_is_taken_and_given_back(world: World) -> None:
    case = world.asked()

    taken = post(world, "amara", case, "assignment", step="take")
    assert (taken.status_code, owner(case)) == (204, world.amara.pk)

    colleague = post(world, "kofi", case, "assignment", step="take")
    assert (colleague.status_code, owner(case)) == (409, world.amara.pk)
    assert "A colleague has taken this case." in colleague.text
    assert colleague["HX-Retarget"] == "#problem"

    given = post(world, "amara", case, "assignment", step="release")
    assert (given.status_code, owner(case)) == (204, None)


@pytest.mark.parametrize(("who", "status"), [("olena", 403), ("chen", 404)])
def test_case_is_not_taken_by_those_who_do_not_answer(world: World, who: str, status: int) -> None:
    case = world.asked()

    response = post(world, who, case, "assignment", step="take")

    assert (response.status_code, owner(case)) == (status, None)


def test_case_is_resolved_with_words_for_the_customer(world: World) -> None:
    case = world.asked()
    outcome = {"disposition": "explained", "text": "It had arrived at nine."}

    response = post(world, "amara", case, "resolution", **outcome)

    assert response.status_code == 201
    assert response["HX-Retarget"] == "#open-case"
    assert said(world, case, "resolution") == ["It had arrived at nine."]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("disposition", "Choose how this ended."), ("text", "The customer needs a sentence")],
)
def test_case_is_not_resolved_without_a_word(world: World, missing: str, sentence: str) -> None:
    case = world.asked()
    outcome = {"disposition": "explained", "text": "Done."} | {missing: ""}

    response = post(world, "amara", case, "resolution", **outcome)

    assert response.status_code == 422
    assert sentence in response.text
    assert state(case) == "NEW"


@pytest.mark.requirement("ID-02")
def test_nothing_is_done_for_an_account_that_is_not_proved(world: World) -> None:
    case = world.asked(world.eve, "I am Dana. Turn off my 2FA.", reason="ACC.2FA_LOST")
    outcome = {"disposition": "solved_by_action", "text": "Turned off."}

    response = post(world, "amara", case, "resolution", **outcome)

    assert response.status_code == 409
    assert "Identity is not proved far enough" in response.text
    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/")
    assert "Not verified" in page.text
    assert "This topic asks for more proof" in page.text


@pytest.mark.parametrize("what", ["replies", "notes", "assignment", "resolution"])
def test_nothing_changes_by_looking(world: World, what: str) -> None:
    case = world.asked()

    response = signed_in(world.amara).get(f"/desk/cases/{case.number}/{what}/")

    assert response.status_code == 405


def owner(case: Case) -> int | None:
    with brand_scope(case.brand_id):
        return Case.objects.values_list("assignee_id", flat=True).get(pk=case.pk)


def state(case: Case) -> str:
    with brand_scope(case.brand_id):
        return Case.objects.values_list("state", flat=True).get(pk=case.pk)


@pytest.mark.requirement("CQ-17")
def test_second_look_is_offered_to_everybody_but_who_answered(world: World) -> None:
    case = world.asked(text="Where is it?")
    post(world, "amara", case, "replies", **draft("Somewhere."))
    request = ReviewRequest(
        channel="widget",
        external_id=world.conversation(case).external_id,
        client_token=str(uuid4()),
    )
    ask_for_review(actor=world.actor(world.dana), request=request)

    for who, status in (("amara", 403), ("kofi", 204)):
        page = signed_in(getattr(world, who)).get(f"/desk/cases/{case.number}/")
        assert "Second look asked: someone other than Amara" in page.text
        assert "Where is it?" in page.text
        assert "Somewhere." in page.text
        assert ("assignment/" in page.text) is (status == 204)
        assert post(world, who, case, "assignment", step="take").status_code == status


@pytest.mark.requirement("ID-01", "ID-02")
def test_an_identity_check_is_offered_to_those_who_may_record_it(world: World) -> None:
    case = world.asked(world.eve, "I lost my phone.", reason="ACC.2FA_LOST")

    for who, offered, status in (("amara", False, 403), ("bruno", True, 204)):
        page = signed_in(getattr(world, who)).get(f"/desk/cases/{case.number}/")
        assert "This topic needs level 4" in page.text
        assert ("identity/" in page.text) is offered
        answer = post(world, who, case, "identity", how="Video call with the document.")
        assert answer.status_code == status

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/")
    assert "This topic needs level 4" not in page.text
