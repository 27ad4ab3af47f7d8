"""Many large mails at once are put off; ordinary ones come in, and one connection holds little."""

from __future__ import annotations

import smtplib
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from pharos.channels.mail import listening, receiving
from pharos.channels.mail.taking import Came, Weighed
from pharos.channels.mail.tests.post import hand_over, handling, mail
from pharos.channels.mail.tests.test_mail_in import cases_of
from pharos.channels.mail.tests.test_mail_servers import until
from pharos.channels.models import ChannelAccount
from pharos.testing.world import World

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


def large(account: ChannelAccount, name: str) -> EmailMessage:
    message = mail(account, "It is in the file.", name=f"<{name}@example.test>")
    message.add_attachment(b"\0" * (3 * MB // 2), "application", "zip", filename="all.zip")
    return message


class Gate:
    """Holds up whoever takes a large mail in, until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def before(self, take: Callable[..., str]) -> Callable[..., str]:
        def wait(account: ChannelAccount, came: Came, weighed: Weighed | None) -> str:
            if len(came.raw) > MB:
                self.reached.set()
                assert self.opened.wait(30)
            return take(account, came, weighed)

        return wait


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    one = Gate()
    monkeypatch.setattr(listening, "taken_alone", one.before(listening.taken_alone))
    yield one
    one.opened.set()


@contextmanager
def on_their_way(port: int, messages: list[EmailMessage], gate: Gate) -> Iterator[None]:
    """Hand these over beside what the block does; they are taken in at its end."""
    to = [messages[0]["To"]]
    threads = [
        threading.Thread(target=hand_over, args=(port, one), kwargs={"to": to}) for one in messages
    ]
    for thread in threads:
        thread.start()
    try:
        assert gate.reached.wait(30)
        yield
    finally:
        gate.opened.set()
        for thread in threads:
            thread.join(30)


def handed_over(port: int, message: EmailMessage, *, says_size: bool) -> int:
    """Hand a mail over, with its size said before or not; return what was answered."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        if not says_size:
            server.helo()
        try:
            server.sendmail("dana@example.test", [message["To"]], message.as_bytes())
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            return refused.smtp_code
        return 250


@pytest.mark.requirement("CH-10")
@pytest.mark.parametrize("says_size", [True, False])
def test_large_mails_over_the_budget_are_put_off_and_taken_later_and_small_ones_meanwhile(
    world: World, account: ChannelAccount, gate: Gate, *, says_size: bool
) -> None:
    second = large(account, "second")
    small = mail(account, "And this is small.", name="<small@example.test>")
    with handling(bytes_at_once=4 * MB) as (port, _handler):
        with on_their_way(port, [large(account, "first")], gate):
            assert handed_over(port, second, says_size=says_size) == 452
            assert handed_over(port, small, says_size=says_size) == 250
            assert [case.last_words for case in cases_of(world)] == ["And this is small."]
        assert handed_over(port, second, says_size=says_size) == 250

    assert len(cases_of(world)) == 3


def test_however_many_large_mails_are_being_taken_in_ordinary_ones_are_too(
    world: World, account: ChannelAccount, gate: Gate
) -> None:
    several = [large(account, f"nr-{number}") for number in range(listening.THREADS + 1)]
    long = mail(account, "This is long. " * 4_000, name="<long@example.test>")
    with (
        handling(bytes_at_once=64 * MB) as (port, handler),
        on_their_way(port, several, gate),
    ):
        until(lambda: handler.budget.taken > len(several) * 2 * MB)
        assert handed_over(port, long, says_size=True) == 250
        assert len(cases_of(world)) == 1
    assert len(cases_of(world)) == len(several) + 1


def test_who_hangs_up_holds_nothing_any_more(world: World, account: ChannelAccount) -> None:
    with handling(bytes_at_once=4 * MB) as (port, handler):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as server, suppress(OSError):
            server.helo()
            server.mail("dana@example.test")
            server.rcpt(account.settings["address"])
            server.docmd("DATA")
            server.send(b"A" * 2 * MB)
            until(lambda: handler.budget.taken > MB)
            server.close()
        until(lambda: handler.budget.taken == 0)
        assert handed_over(port, large(account, "first"), says_size=False) == 250
    assert len(cases_of(world)) == 1


@pytest.mark.parametrize("says_size", [True, False])
def test_what_is_larger_than_the_largest_is_refused_for_good(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch, *, says_size: bool
) -> None:
    monkeypatch.setattr(receiving, "LARGEST", 2 * MB)
    with handling() as (port, _handler):
        assert handed_over(port, large(account, "one"), says_size=says_size) == 552
        assert handed_over(port, mail(account), says_size=says_size) == 250
    assert len(cases_of(world)) == 1


async def _taken(*_given: object) -> str:
    return listening.TAKEN


def test_what_comes_in_is_what_was_sent_however_its_lines_are(
    account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, came = receiving.STEP, list[bytes]()

    async def kept(_handler: object, _ours: object, one: Came) -> str:
        came.append(one.raw)
        return listening.TAKEN

    monkeypatch.setattr(listening.Handler, "taken_for_all", kept)
    sent = [
        b"\r\n",
        b".\r\n",
        b"..\r\n.a\r\n\r\n.\r\nA\r\n",
        *(b"A" * (step + more) + b"\r\n.B\r\n" for more in range(-4, 5)),
        b"." * (3 * step) + b"\r\n" + b"A\r" * step + b"\r\n.\r\n",
        "Grüße\r\n".encode() * 20_000,
    ]
    with handling() as (port, _handler):
        for one in sent:
            hand_over(port, one, to=[account.settings["address"]])

    assert came == sent


def test_empty_lines_hold_no_more_than_themselves(
    account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening.Handler, "taken_for_all", _taken)
    lines = b"\r\n" * 200_000
    with handling() as (port, _handler):
        tracemalloc.start()
        hand_over(port, lines, to=[account.settings["address"]])
        _held, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 10 * len(lines)
