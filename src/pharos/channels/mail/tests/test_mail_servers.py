"""With the servers that stand in front of a desk: Dovecot keeps mailboxes, Postfix hands on."""

from __future__ import annotations

import imaplib
import smtplib
import time
from collections.abc import Callable, Iterator

import pytest

from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered
from pharos.channels.delivering import deliver_waiting
from pharos.channels.mail.collecting import collect_once
from pharos.channels.mail.tests.post import Outbox, listener, mail, mail_account, outbox
from pharos.channels.mail.tests.servers import Dovecot, Postfix, dovecot, missing, postfix
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

needs_dovecot = pytest.mark.skipif(missing("dovecot"), reason="Dovecot cannot be run here")
needs_postfix = pytest.mark.skipif(missing("postfix"), reason="Postfix cannot be run here")


@pytest.fixture(scope="module")
def mailboxes() -> Iterator[Dovecot]:
    with dovecot() as one:
        yield one


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    with postfix() as one:
        yield one


def texts(world: World) -> list[str]:
    with brand_scope(world.brand.pk):
        found = Case.objects.filter(brand=world.brand).order_by("pk")
        return list(found.values_list("last_words", flat=True))


def put(mailboxes: Dovecot, user: str, account: ChannelAccount, *numbers: int) -> None:
    with imaplib.IMAP4("127.0.0.1", mailboxes.port) as client:
        client.login(user, "secret")
        for number in numbers:
            message = mail(account, f"Question {number}.", name=f"<{number}@example.test>")
            client.append("INBOX", "", "", message.as_bytes())


def unread(mailboxes: Dovecot, user: str) -> int:
    with imaplib.IMAP4("127.0.0.1", mailboxes.port) as client:
        client.login(user, "secret")
        client.select("INBOX", readonly=True)
        _status, found = client.search(None, "UNSEEN")
        return len(found[0].split())


@needs_dovecot
@pytest.mark.requirement("TK-14")
def test_a_mailbox_is_read_from_where_it_was_left_and_stays_as_it_was(
    world: World, mailboxes: Dovecot
) -> None:
    user = f"help-{world.mark}"
    account = mail_account(
        world,
        imap_host="127.0.0.1",
        imap_port=str(mailboxes.port),
        imap_security="none",
        imap_user=user,
        imap_password="secret",
    )
    system = Actor.system(world.brand.pk)
    put(mailboxes, user, account, *range(1, 31))

    assert collect_once(system, account.pk) == 30
    assert collect_once(system, account.pk) == 0
    put(mailboxes, user, account, 31, 32)
    assert collect_once(system, account.pk) == 2

    assert texts(world) == [f"Question {number}." for number in range(1, 33)]
    assert unread(mailboxes, user) == 32


@needs_dovecot
def test_a_mailbox_that_was_rebuilt_is_read_again_and_nothing_is_taken_twice(
    world: World, mailboxes: Dovecot
) -> None:
    user = f"rebuilt-{world.mark}"
    account = mail_account(
        world,
        imap_host="127.0.0.1",
        imap_port=str(mailboxes.port),
        imap_security="none",
        imap_user=user,
        imap_password="secret",
    )
    system = Actor.system(world.brand.pk)
    put(mailboxes, user, account, 1, 2)
    collect_once(system, account.pk)
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.filter(pk=account.pk).update(cursor="1:999")

    assert collect_once(system, account.pk) == 2
    assert texts(world) == ["Question 1.", "Question 2."]


@needs_postfix
@pytest.mark.requirement("CH-06")
def test_through_postfix_a_mail_comes_in_and_its_answer_goes_out(
    world: World, server: Postfix
) -> None:
    with outbox() as customers, listener() as port:
        domain = f"{world.brand.slug}.test"
        server.hands_on(**{"example_test": customers.port, domain.replace(".", "_"): port})
        account = mail_account(
            world, smtp_host="127.0.0.1", smtp_port=str(server.port), smtp_security="none"
        )
        with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
            client.sendmail(
                "dana@example.test", [account.settings["address"]], mail(account).as_bytes()
            )
        until(lambda: texts(world) == ["My deposit has not arrived."])
        with brand_scope(world.brand.pk):
            case = Case.objects.get(brand=world.brand)
        answered(case, world.amara, "It is on its way.")
        work(world)
        until(lambda: len(customers.mails) == 2)
        assert_answered(customers)


def assert_answered(customers: Outbox) -> None:
    bodies = [each.get_body(("plain",)) for each in customers.mails]
    said = [body.get_content() for body in bodies if body is not None]
    assert sum("It is on its way." in one for one in said) == 1


def work(world: World) -> None:
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    while deliver_waiting(system):
        pass


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
