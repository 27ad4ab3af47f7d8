from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.mark_seen import mark_seen
from pharos.cases.actions.note import add_note
from pharos.cases.actions.warn_of_promises import warn_of_promises
from pharos.cases.models import Case, Notification
from pharos.cases.tests.deeds import clocks
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.letters.models import Letter
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

FRAGMENT = {"HX-Request": "true"}
QUARTER = timedelta(minutes=15)


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kinds(world: World, person: Staff) -> list[str]:
    with brand_scope(world.brand.pk):
        mine = Notification.objects.filter(staff=person, read_at=None).order_by("pk")
        return list(mine.values_list("kind", flat=True))


def writes_again(world: World, case: Case, text: str) -> None:
    world.asked(world.dana, text, external_id=str(world.conversation(case).external_id))
    follow_up(actor=Actor.system(world.brand.pk), limit=10_000)


def test_the_bell_counts_and_lists_what_concerns_the_reader(world: World) -> None:
    case = world.asked(world.dana, "Where is my deposit?")
    add_note(actor=world.bruno.actor(), number=case.number, body="@Amara?", client_token="n" * 8)
    client = signed_in(world.amara)

    assert ">1<" in client.get("/desk/notifications/bell/", headers=FRAGMENT).text
    listed = client.get("/desk/notifications/").text
    assert "Bruno mentioned you" in listed
    assert "Where is my deposit?" in listed
    assert "Bruno" not in signed_in(world.kofi).get("/desk/notifications/").text
    assert client.post("/desk/notifications/read/", headers=FRAGMENT).status_code == 200
    assert "hidden>0" in client.get("/desk/notifications/bell/", headers=FRAGMENT).text


def test_reading_the_case_reads_what_told_of_it(world: World) -> None:
    case = world.asked(world.dana)
    written = add_note(
        actor=world.bruno.actor(), number=case.number, body="@Amara?", client_token="n" * 8
    )
    mark_seen(actor=world.amara.actor(), number=case.number, seq=written.seq - 1)
    assert kinds(world, world.amara) == ["mention"]

    mark_seen(actor=world.amara.actor(), number=case.number, seq=written.seq)
    assert kinds(world, world.amara) == []


def test_the_owner_hears_once_that_the_customer_has_answered(world: World) -> None:
    case = world.asked(world.dana)
    follow_up(actor=Actor.system(world.brand.pk), limit=10_000)
    assert kinds(world, world.amara) == []
    take_case(actor=world.amara.actor(), number=case.number)

    writes_again(world, case, "Any news?")
    writes_again(world, case, "Hello?")

    assert kinds(world, world.amara) == ["answered"]
    assert kinds(world, world.kofi) == []


def test_the_owner_is_warned_once_before_a_promise_runs_out(world: World) -> None:
    case = world.asked(world.dana)
    take_case(actor=world.amara.actor(), number=case.number)
    system = Actor.system(world.brand.pk)
    assert warn_of_promises(actor=system) == 0
    with brand_scope(world.brand.pk):
        for clock in clocks(case, running=True):
            clock.due_at = now() + timedelta(minutes=3)
            clock.save()

    assert warn_of_promises(actor=system) == 1
    assert warn_of_promises(actor=system) == 0
    assert kinds(world, world.amara) == ["promise"]


@pytest.mark.parametrize("theme", ["dark", "light", ""])
def test_the_theme_is_on_the_page_from_its_first_byte(world: World, theme: str) -> None:
    client = signed_in(world.amara)

    client.post("/desk/preferences/", {"theme": theme, "plays_sound": "1"})

    page = client.get("/desk/").text
    assert (f'data-theme="{theme}"' in page) is bool(theme)
    assert "data-theme" not in signed_in(world.kofi).get("/desk/").text
    assert client.post("/desk/preferences/", {"theme": "pink"}).status_code == 422


def test_quiet_is_on_the_page_until_it_ends(world: World) -> None:
    client = signed_in(world.amara)
    assert "quiet=" not in client.get("/desk/").text

    client.post("/desk/preferences/quiet/", {"minutes": "60"})

    assert "quiet=" in client.get("/desk/").text
    assert "Disturb me again" in client.get("/desk/preferences/").text
    client.post("/desk/preferences/quiet/", {"minutes": "0"})
    assert "For an hour" in client.get("/desk/preferences/").text
    assert client.get("/desk/push-worker.js")["Content-Type"].startswith("text/javascript")


def mailed(world: World, person: Staff) -> list[Letter]:
    with brand_scope(world.brand.pk):
        return list(Letter.objects.filter(to_address=person.email).order_by("pk"))


def mentions(world: World, case: Case, who: str) -> None:
    token = f"note-{now().timestamp()}"
    add_note(actor=world.bruno.actor(), number=case.number, body=f"@{who}?", client_token=token)


def test_whoever_asks_for_it_is_told_by_mail_and_nobody_else(world: World) -> None:
    case = world.asked(world.dana, "Where is my deposit?")
    client = signed_in(world.amara)
    mentions(world, case, "Amara")
    assert mailed(world, world.amara) == []

    client.post("/desk/preferences/", {"theme": "", "tells_by_mail": "1"})
    mentions(world, case, "Amara")
    mentions(world, case, "Kofi")

    (letter,) = mailed(world, world.amara)
    assert letter.subject == f"Bruno mentioned you ({case.number})"
    assert letter.action_url.endswith(f"/desk/cases/{case.number}/")
    assert "deposit" not in f"{letter.paragraphs}"
    assert mailed(world, world.kofi) == []


def test_of_one_case_comes_one_mail_in_a_quarter_of_an_hour(world: World) -> None:
    signed_in(world.amara).post("/desk/preferences/", {"tells_by_mail": "1"})
    one, other = world.asked(world.dana), world.asked(world.minjun)
    began = now()
    for after in (QUARTER * 0, QUARTER / 2, QUARTER * 0.99, QUARTER * 1.01):
        with frozen_at(began + after):
            mentions(world, one, "Amara")
    with frozen_at(began + QUARTER / 2):
        mentions(world, other, "Amara")

    told = [letter.action_url.split("/")[-2] for letter in mailed(world, world.amara)]
    assert told.count(one.number) == 2
    assert told.count(other.number) == 1


def test_whoever_wants_quiet_gets_no_mail_until_it_ends(world: World) -> None:
    client, case = signed_in(world.amara), world.asked(world.dana)
    client.post("/desk/preferences/", {"tells_by_mail": "1"})
    client.post("/desk/preferences/quiet/", {"minutes": "60"})

    mentions(world, case, "Amara")
    assert mailed(world, world.amara) == []
    client.post("/desk/preferences/quiet/", {"minutes": "0"})
    mentions(world, case, "Amara")
    assert len(mailed(world, world.amara)) == 1
