"""Answers to forms: they wait on the page, and go to an address where that is safe."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.models import Case, Conversation, Delivery
from pharos.channels.delivering import deliver_waiting
from pharos.channels.mail.tests.post import Outbox, mail_account, outbox
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.tests.exchange import connected
from pharos.testing.world import World
from pharos.web.portal.tests.pages import case_of, prove, send, sign_in


@pytest.fixture
def postbox(world: World) -> Iterator[Outbox]:
    """The brand has an address, and a server that takes its mail."""
    with outbox() as box:
        mail_account(world, box)
        yield box


def said_in(postbox: Outbox) -> list[tuple[str, str]]:
    """Whom what was said to by mail, without the frame of each mail."""
    told = []
    for sent in postbox.mails:
        body = sent.get_body(("plain",))
        assert body is not None
        told.append((str(sent["To"]), body.get_content()))
    return told


def answer(world: World, case: Case, text: str) -> Delivery:
    """Amara answers, and the worker delivers."""
    draft = ReplyDraft(body=text, client_token=str(uuid4()), seen_seq=99)
    written = send_reply(actor=world.amara.actor(), number=case.number, draft=draft)
    deliver_waiting(Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        return Delivery.objects.get(case=case, seq=written.seq)


def test_an_answer_goes_to_the_address_that_a_visitor_gave(world: World, postbox: Outbox) -> None:
    case = case_of(world, send(Client(), world.brand, address="dana@example.org"))

    delivery = answer(world, case, "It is on its way.")

    assert (delivery.state, delivery.channel) == ("sent", "mail")
    ((to, text),) = said_in(postbox)
    assert to == "dana@example.org"
    assert "It is on its way." in text.splitlines()


def test_without_an_address_it_waits_on_the_page(world: World, postbox: Outbox) -> None:
    case = case_of(world, send(Client(), world.brand))

    delivery = answer(world, case, "It is on its way.")

    assert (delivery.state, delivery.code) == ("rested", "no_other_way")
    assert postbox.mails == []


def test_nothing_of_an_account_goes_to_an_address_that_nobody_proved(
    world: World, postbox: Outbox
) -> None:
    browser = Client()
    sign_in(browser, world.brand, connected(world.brand))
    case = case_of(world, send(browser, world.brand))
    with brand_scope(world.brand.pk):
        case.customer.contact_addresses.create(brand=world.brand, address="dana@example.org")
    answer(world, case, "Your balance is 5 BTC.")
    assert postbox.mails == []

    visitor = case_of(world, send(Client(), world.brand, address="dana@example.org"))
    prove(Client(), world.brand, "dana@example.org")
    answer(world, visitor, "It has arrived.")

    with brand_scope(world.brand.pk):
        assert Conversation.objects.get(case=visitor).customer_id != case.customer_id
    ((_to, text),) = said_in(postbox)
    assert "It has arrived." in text.splitlines()
