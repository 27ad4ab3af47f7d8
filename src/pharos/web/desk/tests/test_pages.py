from __future__ import annotations

import pytest
from django.test import Client

from pharos.testing.world import World


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


FRAGMENT = {"HX-Request": "true"}


def test_visitor_is_sent_to_sign_in_and_comes_back(world: World) -> None:
    case = world.asked()

    response = Client().get(f"/desk/cases/{case.number}/")

    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next=/desk/cases/{case.number}/"


def test_fragment_of_somebody_signed_out_leaves_the_page(world: World) -> None:
    case = world.asked()
    headers = FRAGMENT | {"HX-Current-URL": f"http://testserver/desk/cases/{case.number}/"}

    response = Client().get(f"/desk/cases/{case.number}/entries/", headers=headers)

    assert response.status_code == 401
    assert response["HX-Redirect"] == f"/sign-in/?next=%2Fdesk%2Fcases%2F{case.number}%2F"
    assert response.content == b""


@pytest.mark.parametrize(("who", "status"), [("amara", 200), ("olena", 200), ("chen", 404)])
def test_case_is_read_by_its_brand_only(world: World, who: str, status: int) -> None:
    case = world.asked(text="My deposit has not arrived.")

    response = signed_in(getattr(world, who)).get(f"/desk/cases/{case.number}/")

    assert response.status_code == status
    assert ("My deposit has not arrived." in response.text) is (status == 200)


def test_queue_shows_own_brand_only(world: World) -> None:
    case = world.asked()

    ours = signed_in(world.amara).get("/desk/?view=all")
    theirs = signed_in(world.chen).get("/desk/?view=all")

    assert case.number in ours.text
    assert case.number not in theirs.text
    assert "No open cases" in theirs.text


def test_case_number_is_found_however_it_is_typed(world: World) -> None:
    case = world.asked()
    client = signed_in(world.amara)

    spoken = case.number.lower().replace("-", "")
    misheard = ("2" if case.number[0] != "2" else "3") + case.number[1:]

    assert client.get(f"/desk/cases/{spoken}/").status_code == 200
    assert client.get(f"/desk/cases/{misheard}/").status_code == 404


def test_script_gets_the_case_without_the_page(world: World) -> None:
    case = world.asked()

    response = signed_in(world.amara).get(f"/desk/cases/{case.number}/", headers=FRAGMENT)

    assert "<html" not in response.text
    assert 'id="open-case"' in response.text
    assert "HX-Request" in response["Vary"]


def test_history_gets_the_whole_page(world: World) -> None:
    case = world.asked()
    headers = FRAGMENT | {"HX-History-Restore-Request": "true"}

    response = signed_in(world.amara).get(f"/desk/cases/{case.number}/", headers=headers)

    assert "<html" in response.text


def test_entries_come_once_and_in_order(world: World) -> None:
    case = world.asked(text="First words")
    client = signed_in(world.amara)
    page = client.get(f"/desk/cases/{case.number}/")
    last = page.context["last_seq"]

    world.asked(world.dana, "Second words", external_id=str(world.conversation(case).external_id))
    fresh = client.get(f"/desk/cases/{case.number}/entries/?after={last}", headers=FRAGMENT)

    said = [line.body for line in fresh.context["lines"]]
    assert said == ["Second words"]
    assert fresh.context["last_seq"] > last
    assert 'hx-swap-oob="true"' in fresh.text


def test_what_customers_write_is_shown_and_never_run(world: World) -> None:
    case = world.asked(text="<script>alert(1)</script><b>bold</b>")

    response = signed_in(world.amara).get(f"/desk/cases/{case.number}/")

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold" in response.text


def test_staff_read_the_desk_in_their_own_language(world: World) -> None:
    world.kofi.language = "zh-Hans"
    world.kofi.save()

    response = signed_in(world.kofi).get("/desk/", headers={"Accept-Language": "es"})

    assert '<html lang="zh-hans"' in response.text
    assert "等待中" in response.text


def test_pages_forbid_inline_code_and_frames(world: World) -> None:
    response = signed_in(world.amara).get("/desk/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    for inline in (" style=", " onclick=", "<style", "<script>"):
        assert inline not in response.text


@pytest.mark.parametrize("cases", [1, 8])
def test_page_asks_the_database_ten_times_at_most(
    world: World, cases: int, django_assert_max_num_queries: object
) -> None:
    asked = [
        world.asked(world.customer(f"Asker {n}", assurance=0), f"Question {n}")
        for n in range(cases)
    ]
    client = signed_in(world.amara)
    # Once in a session it is settled what the brand's rules ask of whoever signs in.
    client.get("/desk/")

    # Ten questions, and the BEGIN and COMMIT around those that see a brand.
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/desk/cases/{asked[0].number}/")
