"""How far each reply has come, as whoever answers sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.cases.actions.record_delivery import Trouble, record_sent, record_trouble
from pharos.cases.models import Case, Conversation, Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels.telegram.tests.side import TelegramSide
from pharos.channels.tests.deeds import account_of, work
from pharos.channels.tests.trying import publish
from pharos.channels.tests.vendor import vendor
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.late_files import tell_unfetched
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def case(world: World) -> Case:
    """A case that came in by a webhook, with one answer that is on its way."""
    case = world.asked()
    with brand_scope(world.brand.pk):
        Conversation.objects.filter(case=case).update(channel="webhook", external_id="1:chat-7")
    answered(case, world.amara)
    return case


def last(case: Case) -> Delivery:
    with brand_scope(case.brand_id):
        return Delivery.objects.filter(case=case).latest("pk")


def blocked(case: Case) -> None:
    trouble = Trouble(code="blocked", why="403 bot was blocked by dana", is_permanent=True)
    system = Actor.system(case.brand_id)
    record_trouble(actor=system, delivery_id=last(case).pk, trouble=trouble)


def page_of(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.number}/").text


@pytest.mark.requirement("ST-07")
def test_each_step_of_a_reply_is_shown_beside_it_and_follows_live(world: World, case: Case) -> None:
    client = signed_in(world.amara)
    assert "On its way by Webhook" in page_of(client, case)

    seq = world.entries(case)[-1].seq
    system = Actor.system(world.brand.pk)
    record_sent(actor=system, delivery_id=last(case).pk, channel="webhook", items=["a-1"])

    # The entry of the delivery moves the case, so each open page fetches this.
    moved = client.get(f"/desk/cases/{case.number}/entries/?after={seq}", headers=FRAGMENT).text
    assert 'data-words="Sent by Webhook"' in moved
    assert "Sent by Webhook" in page_of(client, case)


@pytest.mark.requirement("SL-11")
def test_what_did_not_arrive_says_why_and_is_tried_again(world: World, case: Case) -> None:
    blocked(case)
    client, address = signed_in(world.amara), f"/desk/cases/{case.number}/deliveries/"
    page = page_of(client, case)
    assert "Not delivered by Webhook: the customer has blocked us" in page
    assert f"{address}{last(case).seq}/again/" in page

    assert client.post(f"{address}{last(case).seq}/again/").status_code == 302

    assert last(case).state == "queued"
    assert "/again/" not in page_of(client, case)
    # Pressing once more, on a page that is older, does nothing.
    assert client.post(f"{address}{last(case).seq}/again/").status_code == 302
    told = [e.payload["state"] for e in world.entries(case) if e.kind == "delivery"]
    assert told == ["failed", "queued"]


def test_only_whoever_answers_may_try_again(world: World, case: Case) -> None:
    blocked(case)
    address = f"/desk/cases/{case.number}/deliveries/{last(case).seq}/again/"

    assert signed_in(world.olena).post(address).status_code == 403
    assert signed_in(world.chen).post(address).status_code == 404
    assert "/again/" not in page_of(signed_in(world.olena), case)
    assert last(case).state == "failed"
    assert signed_in(world.kofi).post(address).status_code == 302


def test_in_the_widget_only_what_followed_elsewhere_is_said(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    client = signed_in(world.amara)
    assert "data-of=" not in page_of(client, case)

    system = Actor.system(world.brand.pk)
    record_sent(actor=system, delivery_id=last(case).pk, channel="webhook", items=["a-1"])

    assert 'data-words="Sent by Webhook"' in page_of(client, case)
    with brand_scope(world.brand.pk):
        assert Conversation.objects.get(case=case).channel == "widget"


@pytest.mark.parametrize("in_public", [True, False])
def test_where_nothing_may_be_said_the_desk_says_so_before_and_after(
    world: World, *, in_public: bool
) -> None:
    side = TelegramSide()
    publish(world, side.kind, "full" if in_public else "redirect_only")
    case = world.asked()
    client = signed_in(world.amara)
    assert "To Dana, in the conversation" in page_of(client, case)
    with vendor() as one:
        one.says(side.path, side.says_taken)
        account = account_of(world, side.kind, side.settings(one.url), side.secrets())
        there = {"channel": side.kind, "external_id": f"{account.pk}:501"}
        surface = "public" if in_public else ""
        with brand_scope(world.brand.pk):
            Conversation.objects.filter(case=case).update(**there, surface=surface)
        before = "Not said in Telegram: there they only read where to go on in private"
        assert before in page_of(client, case)

        for words in ("Your balance is 5 BTC.", "And it is yours."):
            answered(case, world.amara, words)
            work(world)
            assert before in page_of(client, case)
        said = [text for asked in one.to(side.path) for text in side.texts(asked)]

    assert all("BTC" not in text for text in said)
    # That it has arrived is led as well.
    assert len(said) == (1 if in_public else 3)
    page = page_of(client, case)
    assert page.count("Not said in Telegram, only where to go on in private") == 5
    assert "Sent by Telegram" not in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("gone", "the file is not there any more"),
        ("vendor_refused", "the channel refuses it"),
        ("our_fault", "a mistake of ours; the log says more"),
    ],
)
def test_why_a_file_of_theirs_could_not_be_had_is_said_in_words(
    world: World, case: Case, code: str, words: str
) -> None:
    thread = world.conversation(case).pk
    system = Actor.system(world.brand.pk)
    tell_unfetched(actor=system, conversation_id=thread, item="f", name="a.png", why=code)

    told = f"Could not be fetched from where it was sent: a.png ({words})"
    assert told in page_of(signed_in(world.amara), case)
