from __future__ import annotations

import pytest
from django.test import Client

from pharos.kernel.scope import brand_scope
from pharos.knowledge.models import SavedReply
from pharos.people.models import Staff
from pharos.testing.world import World

FRAGMENT = {"HX-Request": "true"}


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.requirement("AG-10")
def test_a_shared_reply_is_offered_filled_in_before_it_is_sent(world: World) -> None:
    case = world.asked(world.dana)
    with brand_scope(world.brand.pk):
        texts = {"en": "Hello {{customer.name}}, {{agent.name}} of {{brand.name}} here."}
        SavedReply.objects.create(brand=world.brand, name="Greeting", texts=texts)
        SavedReply.objects.create(
            brand=world.brand, name="Greeting of Kofi", owner=world.kofi, texts=texts
        )

    address = f"/desk/cases/{case.number}/saved-replies/?q=greet"
    offered = signed_in(world.amara).get(address, headers=FRAGMENT)

    assert 'data-insert="Hello Dana, Amara of Northmere here."' in offered.text
    assert "Greeting of Kofi" not in offered.text
    assert signed_in(world.chen).get(address, headers=FRAGMENT).status_code == 404


def test_the_bar_offers_colleagues_and_replies_of_the_open_case(world: World) -> None:
    case = world.asked()
    with brand_scope(world.brand.pk):
        SavedReply.objects.create(brand=world.brand, name="Greeting", texts={"en": "Hello"})

    ours = signed_in(world.amara).get(f"/desk/bar/?case={case.number}", headers=FRAGMENT)
    reader = signed_in(world.olena).get(f"/desk/bar/?case={case.number}", headers=FRAGMENT)

    assert "Greeting" in ours.text
    assert "Cases of Kofi" in ours.text
    assert "Chen" not in ours.text
    assert "Greeting" not in reader.text


def test_a_draft_is_in_the_composer_of_another_browser_until_it_is_sent(world: World) -> None:
    case, client = world.asked(), signed_in(world.amara)
    page = f"/desk/cases/{case.number}/"
    client.post(f"{page}draft/", {"kind": "reply", "body": "Half a rep", "client_token": "t" * 8})

    assert ">Half a rep</textarea>" in signed_in(world.amara).get(page).text
    assert "Half a rep" not in signed_in(world.kofi).get(page).text
    form = {"body": "Half a reply", "client_token": "t" * 8, "seen": 9}
    assert client.post(f"{page}replies/", form, headers=FRAGMENT).status_code == 201
    assert "Half a rep</textarea>" not in client.get(page).text


def test_seen_is_told_by_the_page_and_not_by_loading_it(world: World) -> None:
    case, client = world.asked(), signed_in(world.amara)
    page = f"/desk/cases/{case.number}/"
    last = client.get(page).context["last_seq"]

    assert "ticket--unread" in client.get("/desk/").text
    client.post(f"{page}seen/", {"seq": last})
    assert "ticket--unread" not in client.get("/desk/").text
    assert client.post(f"{page}seen/", {"seq": "many"}).status_code == 422


def test_a_list_is_narrowed_kept_shared_and_removed(world: World) -> None:
    korean = world.asked(world.minjun, "입금", language="ko")
    english = world.asked(world.dana, "Deposit")
    client = signed_in(world.amara)

    narrowed = client.get("/desk/?view=all&languages=ko").text
    assert korean.number in narrowed
    assert english.number not in narrowed
    form = {"view": "all", "languages": "ko", "name": "Korean ones", "audience": "brand"}
    kept = client.post("/desk/lists/", form, headers=FRAGMENT)
    assert kept.status_code == 201
    code = kept.context["view"]
    theirs = signed_in(world.kofi).get(f"/desk/?view={code}").text
    assert korean.number in theirs
    assert english.number not in theirs
    assert "Korean ones" in theirs
    assert client.get(f"/desk/filters/?view={code}").status_code == 200
    assert client.post(f"/desk/lists/{code}/", headers=FRAGMENT).status_code == 200
    assert "Korean ones" not in signed_in(world.kofi).get("/desk/").text


def test_an_address_that_makes_no_list_is_refused(world: World) -> None:
    assert signed_in(world.amara).get("/desk/?states=NOWHERE").status_code == 422


def test_search_is_a_page_without_script(world: World) -> None:
    case = world.asked(world.dana, "<b>Lost</b> deposit")
    from pharos.cases.actions.index_entries import index_entries
    from pharos.people.actor import Actor

    while index_entries(actor=Actor.system(world.brand.pk)):
        pass
    page = signed_in(world.amara).get("/desk/search/?q=lost").text

    assert case.number in page
    assert "&lt;b&gt;<mark>Lost</mark>&lt;/b&gt;" in page
    assert case.number not in signed_in(world.chen).get("/desk/search/?q=lost").text


@pytest.mark.parametrize(
    ("address", "most"), [("/desk/", 8), ("/desk/search/?q=deposit", 10), ("/desk/filters/", 8)]
)
def test_pages_of_lists_ask_the_database_ten_times_at_most(
    world: World, address: str, most: int, django_assert_max_num_queries: object
) -> None:
    for n in range(4):
        world.asked(world.customer(f"Asker {n}", assurance=0), f"Deposit {n}")
    client = signed_in(world.amara)
    # Once in a session it is settled what the brand's rules ask of whoever signs in.
    client.get("/desk/notifications/")

    # The questions, and the BEGIN and COMMIT around those that see a brand.
    with django_assert_max_num_queries(most + 2):  # type: ignore[operator]
        client.get(address)
