"""Hostile words by every way in, on every page that shows them, in a real browser: nothing runs.

By hand with many more: PHAROS_DATA=FOLDER, with security/xss_dev.jsonl in it.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pharos.cases.models import Case
from pharos.channels.mail.writing import Post, SigningKey, written
from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.safety.advice import removed_words
from pharos.safety.findings import MARKER
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World
from pharos.web.desk.tests.attacker import Attacker
from pharos.web.desk.tests.hostile import DATA, batches, payloads
from pharos.web.desk.tests.people import Visitor
from pharos.web.desk.tests.watched import Watched, at_the_desk, plain

pytestmark = [pytest.mark.browser, *([pytest.mark.timeout(3600)] if DATA else [])]

MOST_IN_A_CASE = 8_000


def test_hostile_words_by_every_way_in_are_shown_and_never_run(
    world: World, attacker: Attacker, visitor: Visitor, desk_server: DeskServer
) -> None:
    words = payloads()
    texts = batches(words, MOST_IN_A_CASE)
    for one in words if not DATA else words[:200]:
        attacker.mails(one, name=one, subject=one)
    numbers = [
        *(attacker.mails(text, name=words[at], subject=words[at]) for at, text in enumerate(texts)),
        *(attacker.mails("", html=f"<p>Look here.</p>{text}<p>There.</p>") for text in texts),
        *(attacker.posts(text, name=words[-at]) for at, text in enumerate(texts)),
        *(attacker.posts(text, name=words[-at], kind="telegram") for at, text in enumerate(texts)),
    ]
    follow_up(actor=Actor.system(world.brand.pk))
    desk = Watched(at_the_desk(visitor, desk_server, world.bruno), desk_server.url)
    # Each text has a browser of its own: who comes back is led to what they wrote before.
    customers = [Watched(visitor(), desk_server.url) for _text in texts]

    shown = {number: desk.shows(f"/desk/cases/{number}/") for number in numbers}
    numbers += [
        _said_in_the_widget(customer, world, text)
        for customer, text in zip(customers, texts, strict=True)
    ]
    shown |= {number: desk.shows(f"/desk/cases/{number}/") for number in numbers[-len(texts) :]}
    for case in _cases(world, numbers):
        desk.shows(f"/desk/customers/{case.customer.public_id}/")
    queue = desk.shows("/desk/?view=all")
    for path in ("/desk/search/?q=alert", "/desk/notifications/", "/reports/", "/desk/floor/"):
        desk.shows(path)
    _sent_by_mail(desk, texts)

    assert desk.heard == []
    assert [heard for customer in customers for heard in customer.heard] == []
    assert plain("<svg/onload=alert(1)//") in queue
    missing = [
        (entry, line)
        for entry in _entries(world, numbers)
        for line in entry.splitlines()
        if plain(line).strip() and not any(plain(line).strip() in page for page in shown.values())
    ]
    assert missing == []


def _said_in_the_widget(customer: Watched, world: World, text: str) -> str:
    page = open_page(customer.page.context, customer.url, brand=world.brand.slug)
    customer.hear(page)
    talk = Talk(page).open()
    talk.panel.get_by_role("button", name="Deposit not arrived").click()
    talk.say(text)
    _sure(talk)
    number = talk.case
    assert plain("<img src=x onerror=alert(1)>") in customer.looked_at(page) or DATA
    page.close()
    return number


def _sure(talk: Talk) -> None:
    """One in a thousand of a folder's words may look like a secret: then one is asked, and sure."""
    if DATA:
        anyway = talk.panel.get_by_role("button", name="Send anyway")
        expect(anyway.or_(talk.mine).first).to_be_visible()
        if anyway.is_visible():
            anyway.click()


def _sent_by_mail(desk: Watched, texts: list[str]) -> None:
    """The HTML of our own mails, where a reader's program may have no policy at all."""
    # No text that is kept has a NUL in it.
    for at, text in enumerate(each.replace("\0", "") for each in texts):
        post = Post(
            to="dana@example.test", subject=text[:60], text=text, token=str(at), brand=text[:40],
            address="help@northmere.test", sender_name=text[:30], case="7KQF-3MDW-X",
        )  # fmt: skip
        html = _html_of(written(post, SigningKey()))
        desk.page.goto("about:blank")
        desk.page.set_content(html)
        shown = desk.looked_at(desk.page)
        assert all(plain(line).strip() in shown for line in text.splitlines())


def _html_of(raw: bytes) -> str:
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(raw, policy=default).get_body(("html",))
    assert body is not None, "each of our mails has HTML"
    return str(body.get_content())


def _cases(world: World, numbers: list[str]) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.select_related("customer").filter(number__in=numbers))


def _entries(world: World, numbers: list[str]) -> list[str]:
    """What was kept of what they said, as the desk shows it."""
    return [
        MARKER.sub(lambda marker: removed_words(marker[0]), entry.body or "")
        for case in _cases(world, numbers)
        for entry in world.entries(case)
        if entry.kind == "message"
    ]
