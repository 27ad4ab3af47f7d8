"""How far each reply has come, as whoever answers sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.cases.actions.record_delivery import Trouble, record_sent, record_trouble
from pharos.cases.models import Case, Conversation, Delivery
from pharos.cases.tests.deeds import answered
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
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
