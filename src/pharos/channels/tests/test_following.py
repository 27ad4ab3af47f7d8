"""An answer that nobody has looked at on the page follows by the customer's next channel, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pharos.cases.models import Case, Conversation, Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels.delivering import deliver_waiting
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    listener,
    mail,
    mail_account,
    outbox,
)
from pharos.channels.telegram.tests.side import TelegramSide
from pharos.channels.tests.deeds import account_of
from pharos.channels.tests.trying import publish
from pharos.channels.tests.vendor import vendor
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.keep_contact import Contact, keep_contact
from pharos.people.actor import Actor
from pharos.people.models import Handle
from pharos.testing.world import World


@pytest.fixture
def box() -> Iterator[Outbox]:
    with outbox() as one:
        yield one


def has_address(world: World, *, assurance: int) -> None:
    with brand_scope(world.brand.pk):
        Handle.objects.create(
            brand=world.brand,
            customer=world.dana,
            kind="mail",
            value="dana@example.test",
            assurance=assurance,
            proved_by="code" if assurance else "",
        )


def time_passes(world: World, case: Case) -> None:
    """The ten minutes are over in which somebody may still look at the page."""
    with brand_scope(world.brand.pk):
        Delivery.objects.filter(case=case, state="queued").update(due_at=now())
    while deliver_waiting(Actor.system(world.brand.pk)):
        pass


def states(world: World, case: Case) -> list[str]:
    with brand_scope(world.brand.pk):
        found = Delivery.objects.filter(case=case).order_by("seq")
        return list(found.values_list("state", flat=True))


@pytest.mark.parametrize("looked", [False, True])
def test_what_was_not_looked_at_follows_by_mail_once(
    world: World, box: Outbox, *, looked: bool
) -> None:
    mail_account(world, box)
    has_address(world, assurance=1)
    case = world.asked()
    answered(case, world.amara, "It is on its way.")
    if looked:
        with brand_scope(world.brand.pk):
            Conversation.objects.filter(case=case).update(delivered_position=9)

    time_passes(world, case)
    time_passes(world, case)

    assert box.recipients == ([] if looked else [["dana@example.test"]])
    assert states(world, case)[-1] == ("delivered" if looked else "sent")
    if not looked:
        body = box.mails[0].get_body(("plain",))
        assert body is not None
        assert "It is on its way." in body.get_content()


def test_what_is_answered_to_it_comes_back_into_the_same_case(world: World, box: Outbox) -> None:
    account = mail_account(world, box)
    has_address(world, assurance=1)
    case = world.asked()
    answered(case, world.amara, "It is on its way.")
    time_passes(world, case)
    back = box.mails[0]["Reply-To"].addresses[0].addr_spec
    with listener() as port:
        for number in (1, 2):
            message = mail(account, f"Thank you {number}!", name=f"<{number}@example.test>")
            hand_over(port, message, to=[back])

    with brand_scope(world.brand.pk):
        cases = Case.objects.filter(brand=world.brand)
        assert [each.pk for each in cases] == [case.pk]
        assert list(
            Conversation.objects.filter(case=case).order_by("pk").values_list("channel", flat=True)
        ) == ["widget", "mail"]
    assert "Thank you 2!" in [entry.body for entry in world.entries(case)]


@pytest.mark.parametrize("is_visitor", [True, False])
def test_who_answers_by_mail_is_answered_by_mail(
    world: World, box: Outbox, *, is_visitor: bool
) -> None:
    account = mail_account(world, box)
    if not is_visitor:
        has_address(world, assurance=1)
    who = world.customer("guest", assurance=0) if is_visitor else world.dana
    case = world.asked(who)
    if is_visitor:
        gave = Contact(address="dana@example.test")
        keep_contact(actor=world.actor(who), contact=gave)
    answered(case, world.amara, "It is on its way.")
    time_passes(world, case)
    back = box.mails[0]["Reply-To"].addresses[0].addr_spec
    with listener() as port:
        hand_over(port, mail(account, "Thank you!", name="<1@example.test>"), to=[back])

    answered(case, world.amara, "It has arrived.")
    time_passes(world, case)

    assert box.recipients == [["dana@example.test"]] * 2
    assert states(world, case) == ["sent", "sent"]


def test_nothing_is_sent_before_somebody_could_have_looked(world: World, box: Outbox) -> None:
    mail_account(world, box)
    has_address(world, assurance=1)
    case = world.asked()
    answered(case, world.amara)

    deliver_waiting(Actor.system(world.brand.pk))

    assert box.mails == []
    assert states(world, case)[-1] == "queued"


def test_an_address_that_they_have_not_proved_is_no_way_to_them(world: World, box: Outbox) -> None:
    mail_account(world, box)
    has_address(world, assurance=0)
    case = world.asked()
    answered(case, world.amara)

    time_passes(world, case)

    assert box.mails == []
    assert states(world, case)[-1] == "rested"


@pytest.mark.parametrize("has_mail", [True, False])
def test_where_no_support_is_given_they_only_read_where_to_go_on(
    world: World, box: Outbox, *, has_mail: bool
) -> None:
    side = TelegramSide()
    publish(world, side.kind)
    mail_account(world, box)
    if has_mail:
        has_address(world, assurance=1)
    with brand_scope(world.brand.pk):
        Handle.objects.create(
            brand=world.brand, customer=world.dana, kind=side.kind, value="501", assurance=1
        )
    with vendor() as one:
        one.says(side.path, side.says_taken)
        account_of(world, side.kind, side.settings(one.url), side.secrets())
        case = world.asked()
        answered(case, world.amara, "Your balance is 5 BTC.")
        time_passes(world, case)
        said = [text for asked in one.to(side.path) for text in side.texts(asked)]

    assert len(box.mails) == int(has_mail)
    assert len(said) == int(not has_mail)
    assert all("5 BTC" not in text and f"/{world.brand.slug}/c/" in text for text in said)
    assert states(world, case) == ["sent"]
