"""A form is gone on with later: without script, on another device, and by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.tests.exchange import connected
from pharos.reception.form_drafts import (
    KEPT,
    MOST,
    Draft,
    drafts_of,
    keep_form_draft,
    sweep_form_drafts,
)
from pharos.reception.models import FormDraft
from pharos.testing.world import World
from pharos.web.portal.tests.pages import (
    case_of,
    code_in,
    letters_to,
    promise,
    proof_on,
    prove,
    send,
    sign_in,
)

SUMMARY = "My deposit of Monday is missing"


def save(browser: Client, world: World, topic: str = "DEP.NOT_FOUND", **more: Any) -> Any:
    sheet = {"thread": str(uuid4()), "summary": SUMMARY, "save": "1", **more}
    return browser.post(f"/{world.brand.slug}/contact/{topic}/", sheet)


def my_cases(browser: Client, world: World) -> str:
    return str(browser.get(f"/{world.brand.slug}/cases/").text)


def draft_link(text: str) -> str:
    found = re.search(r'href="(/[^"]+\?draft=[^"]+)"', text)
    assert found, text
    return found[1]


def kept(world: World) -> list[FormDraft]:
    with brand_scope(world.brand.pk):
        return list(FormDraft.objects.order_by("pk"))


def thread_on(text: str) -> str:
    return str(re.findall(r'name="thread" value="([^"]+)"', text)[0])


def test_whoever_is_signed_in_finds_it_on_another_device_and_sending_destroys_it(
    world: World,
) -> None:
    exchange = connected(world.brand)
    phone, desk = Client(), Client()
    sign_in(phone, world.brand, exchange)
    assert save(phone, world, did="I copied the address.").status_code == 302

    sign_in(desk, world.brand, exchange)
    form = desk.get(draft_link(my_cases(desk, world))).text
    assert SUMMARY in form
    assert "I copied the address." in form
    case = case_of(world, send(desk, world.brand, thread=thread_on(form), summary=SUMMARY))

    assert case.subject == SUMMARY
    assert kept(world) == []
    assert "?draft=" not in my_cases(phone, world)


def test_whoever_is_not_signed_in_finds_it_by_the_mail_that_proves_their_address(
    world: World,
) -> None:
    phone, desk, stranger = Client(), Client(), Client()
    asked = save(phone, world, address="Dana@example.org")
    assert asked.status_code == 200
    (letter,) = letters_to(world.brand, "dana@example.org")
    place = draft_link(my_cases(phone, world))

    # The code on the same device leads on to the form, the link on another one does too.
    again = phone.post(
        f"/{world.brand.slug}/cases/sign-in/code/",
        {"proof": proof_on(asked), "code": code_in(letter), "next": place},
    )
    assert again["Location"] == place
    assert SUMMARY in phone.get(place).text
    assert stranger.get(place)["Location"].startswith(f"/{world.brand.slug}/cases/?next=")
    prove(desk, world.brand, "dana@example.org")
    assert SUMMARY in desk.get(place).text

    prove(stranger, world.brand, "eve@example.org")
    assert stranger.get(place).status_code == 404
    assert "?draft=" not in my_cases(stranger, world)


def test_the_link_of_the_mail_leads_to_the_form(world: World) -> None:
    save(Client(), world, address="dana@example.org")
    (letter,) = letters_to(world.brand, "dana@example.org")

    assert f"/{world.brand.slug}/contact/DEP.NOT_FOUND/" in letter.action_url.replace("%2F", "/")


def test_without_an_address_there_is_nothing_to_find_it_by(world: World) -> None:
    answer = save(Client(), world)

    assert answer.status_code == 422
    assert "Nothing was saved yet." in answer.text
    assert SUMMARY in answer.text
    assert kept(world) == []


def test_nothing_of_a_secret_is_kept_and_nothing_is_readable_in_the_row(world: World) -> None:
    phone = Client()
    sign_in(phone, world.brand, connected(world.brand))
    save(phone, world, happened="I typed " + " ".join(["abandon"] * 11 + ["about"]))

    (row,) = kept(world)
    form = phone.get(draft_link(my_cases(phone, world))).text
    assert SUMMARY.encode() not in bytes(row.sealed)
    assert "abandon" not in form
    assert "removed:" in form


def test_saving_again_replaces_and_throwing_away_destroys(world: World) -> None:
    phone, stranger = Client(), Client()
    exchange = connected(world.brand)
    sign_in(phone, world.brand, exchange)
    thread = str(uuid4())
    for words in ("First", "Second"):
        save(phone, world, thread=thread, summary=words)
    (row,) = kept(world)
    assert "Second" in my_cases(phone, world)
    assert "First" not in my_cases(phone, world)

    place = f"/{world.brand.slug}/cases/drafts/{row.thread}/"
    sign_in(stranger, world.brand, exchange, sub="minjun", name="Minjun")
    assert stranger.post(place).status_code == 302
    assert save(stranger, world, thread=thread).status_code == 404
    assert len(kept(world)) == 1
    phone.post(place)
    assert kept(world) == []


def test_after_two_weeks_it_is_over_and_a_complaint_is_kept_as_one(world: World) -> None:
    phone = Client()
    sign_in(phone, world.brand, connected(world.brand))
    sheet = {"thread": str(uuid4()), "summary": SUMMARY, "save": "1"}
    phone.post(f"/{world.brand.slug}/contact/complaint/", sheet)
    assert "/contact/complaint/?draft=" in draft_link(my_cases(phone, world))
    system = Actor.system(world.brand.pk)

    with frozen_at(now() + KEPT - timedelta(minutes=1)):
        assert sweep_form_drafts(actor=system) == 0
    with frozen_at(now() + KEPT + timedelta(minutes=1)):
        assert sweep_form_drafts(actor=system) == 1
    assert kept(world) == []


def test_nobody_keeps_more_than_a_few_and_none_of_another_brand_is_seen(world: World) -> None:
    dana = world.actor(world.dana)
    for number in range(MOST + 2):
        draft = Draft(thread=uuid4(), topic="", answers={"summary": f"No. {number}"})
        keep_form_draft(actor=dana, draft=draft)

    with brand_scope(world.brand.pk):
        mine = drafts_of(dana)
    assert [each.answers["summary"] for each in mine] == [
        f"No. {number}" for number in range(MOST + 1, 1, -1)
    ]
    with brand_scope(world.elsewhere.pk):
        assert not FormDraft.objects.exists()
    theirs = Draft(thread=UUID(str(mine[0].thread)), topic="", answers={})
    with pytest.raises(NotFound):
        keep_form_draft(actor=world.actor(world.minjun), draft=theirs)


def test_a_topic_that_is_there_no_more_leaves_what_was_written_to_be_thrown_away(
    world: World,
) -> None:
    phone = Client()
    sign_in(phone, world.brand, connected(world.brand))
    save(phone, world)
    promise(world.brand, topics=world.brand.profile["topics"][1:])

    assert SUMMARY in my_cases(phone, world)
    assert "?draft=" not in my_cases(phone, world)
