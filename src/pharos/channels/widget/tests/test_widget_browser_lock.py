"""Somebody is in the account: it is locked by one tap, before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.channels.widget.tests.northmere import LABEL, Northmere, northmere_of
from pharos.channels.widget.tests.test_steps import WITHDRAWAL, card
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

pytestmark = pytest.mark.browser
SLOW = 30_000
LIVE = "Object.entries(localStorage).find(([key]) => key.endsWith('live'))[1]"


@pytest.fixture
def northmere(desk_server: DeskServer, world: World) -> Iterator[Northmere]:
    with northmere_of(desk_server, world) as here:
        yield here


def test_a_customer_locks_their_account_and_the_desk_shows_who_asked_and_when(
    visitor: Callable[..., BrowserContext], northmere: Northmere, desk_server: DeskServer
) -> None:
    brand, token = northmere.world.brand.slug, northmere.token()
    page = open_page(visitor(), desk_server.url, f'data-token="{token}"', brand=brand)
    talk = Talk(page).open()
    talk.panel.get_by_role("button", name=LABEL).click()

    locks_first(talk)
    assert [one.code for one in northmere.dana.restrictions] == ["SEC_SELF_LOCK"]
    presses_the_button_of_a_card(talk, northmere)
    assert complaints(page) == []

    amara = Client()
    amara.force_login(northmere.world.amara)
    shown = " ".join(amara.get(f"/desk/cases/{talk.case}/").content.decode().split())
    jobs = re.search(r'<section class="facts__part" id="jobs".*?</section>', shown)
    assert jobs is not None
    told = r"Lock the account</b>.*?Done</span>.*?Asked by the customer, <local-time"
    assert re.search(told, jobs[0])


def locks_first(talk: Talk) -> None:
    """Nothing is asked, and there is nowhere to write yet; where it is slow, a worker goes on."""
    lock = talk.panel.get_by_role("button", name="Lock my account now")
    expect(lock).to_be_focused()
    expect(talk.panel.get_by_role("textbox")).to_have_count(0)
    assert complaints(talk.page) == []
    talk.page.keyboard.press("Enter")

    done = talk.words.filter(has_text="Lock the account: done.")
    expect(done).to_be_visible(timeout=SLOW)
    expect(talk.mine).to_have_text(["Lock my account now."])
    expect(talk.panel.get_by_role("textbox")).to_be_focused()


def presses_the_button_of_a_card(talk: Talk, northmere: Northmere) -> None:
    """What cannot be undone is asked about once, and what came of it stays on the card."""
    northmere.kept.do("put", {"customer": "dana", "what": "withdrawals", **WITHDRAWAL})
    ask = {"kind": "CANCEL_WITHDRAWAL", "subject": "wd-1", "arguments": {"id": "wd-1"}}
    thread = talk.page.evaluate(LIVE)
    card(northmere, thread, ask | {"label": "Cancel the withdrawal", "sure": "Cancel it?"})
    found = talk.panel.get_by_role("article").filter(has_text="Cancel the withdrawal")
    found.get_by_role("button", name="Cancel the withdrawal").click()
    question = found.get_by_role("group", name="Cancel it?")
    question.get_by_role("button", name="Cancel the withdrawal").click()

    refused = re.compile(r"Cancel the withdrawal was refused at \d\d:\d\d")
    expect(found).to_contain_text(refused, timeout=SLOW)
    told = "Cancel the withdrawal: the exchange has not done it. The account is locked."
    expect(talk.words.filter(has_text=told)).to_be_visible()
