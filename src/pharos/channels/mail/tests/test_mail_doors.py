"""So many connections are open at a time, of one server half of them; one more comes again."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pharos.channels.mail.tests.post import hand_over, handling, mail, mail_account
from pharos.channels.mail.tests.test_mail_in import cases_of
from pharos.channels.mail.tests.test_mail_servers import until
from pharos.testing.world import World

ONE, OTHER, THIRD = "127.0.0.1", "127.0.0.2", "127.0.0.3"


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connect(port: int, peer: str, opened: ExitStack) -> smtplib.SMTP:
    server = smtplib.SMTP("127.0.0.1", port, timeout=20, source_address=(peer, 0))
    opened.callback(server.close)
    return server


def test_one_server_has_half_of_the_connections(opened: ExitStack) -> None:
    with handling(connections_at_once=4) as (port, _handler):
        first, _second = (connect(port, ONE, opened) for _ in range(2))

        with pytest.raises(smtplib.SMTPConnectError) as refused:
            connect(port, ONE, opened)
        assert refused.value.smtp_code == 421
        assert connect(port, OTHER, opened).noop()[0] == 250

        first.quit()
        until(lambda: is_let_in(port, ONE, opened))


def test_all_servers_have_so_many_in_all(opened: ExitStack) -> None:
    with handling(connections_at_once=4) as (port, _handler):
        servers = [connect(port, peer, opened) for peer in (ONE, ONE, OTHER, OTHER)]

        assert not is_let_in(port, THIRD, opened)

        servers[0].close()
        until(lambda: is_let_in(port, THIRD, opened))


def test_who_was_put_off_is_taken_in_when_there_is_room(world: World, opened: ExitStack) -> None:
    account = mail_account(world)
    message = mail(account, "It has not arrived.")

    def is_handed_over(port: int) -> bool:
        try:
            hand_over(port, message, to=[message["To"]])
        except smtplib.SMTPConnectError:
            return False
        return True

    with handling(connections_at_once=2) as (port, _handler):
        held = connect(port, ONE, opened)
        assert not is_handed_over(port)

        held.quit()
        until(lambda: is_handed_over(port))

    assert len(cases_of(world)) == 1


def is_let_in(port: int, peer: str, opened: ExitStack) -> bool:
    try:
        connect(port, peer, opened)
    except smtplib.SMTPConnectError:
        return False
    return True
