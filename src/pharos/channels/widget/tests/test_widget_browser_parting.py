"""Dana sees that two of her conversations go on as one, and says that it is something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from pharos.cases.actions.reason import correct_reason
from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.channels.widget.tests.caller import exchange_of
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

pytestmark = pytest.mark.browser
SLOW = 30_000


@pytest.mark.requirement("TK-01")
def test_a_button_parts_what_was_joined(
    visitor: Callable[..., BrowserContext], desk_server: DeskServer, world: World
) -> None:
    token = exchange_of(world.brand).token()
    page = open_page(visitor(), desk_server.url, f'data-token="{token}"', brand=world.brand.slug)
    talk = Talk(page).open().begin().say("I cannot get in.")
    there = talk.case
    correct_reason(actor=world.amara.actor(), number=there, reason="ACC.LOCKED")
    talk.panel.get_by_role("button", name="Back").click()
    talk.panel.get_by_role("button", name="Restricted").click()
    talk.say("It is locked.")

    notice = talk.panel.get_by_role("status").filter(has_text="We put this together")
    expect(notice).to_contain_text(there, timeout=SLOW)
    assert complaints(page) == []
    notice.get_by_role("button", name="Open that conversation").click()
    expect(talk.mine).to_have_text(["I cannot get in."])
    talk.panel.get_by_role("button", name="Back").click()
    talk.panel.get_by_role("button", name="It is locked.").first.click()
    notice.get_by_role("button", name="This is something else").click()

    expect(talk.panel).to_contain_text("goes on by itself again", timeout=SLOW)
    expect(notice.get_by_role("button")).to_have_count(0)
