"""Mails that wait at the same time are committed together; none is the worse for its neighbours."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import psycopg
import pytest
from django.db import connection

from pharos.cases.models import Case
from pharos.cases.tests.deeds import is_whole, kinds
from pharos.channels.mail import listening, taking, together
from pharos.channels.mail.taking import Came, beginning_of, weigh
from pharos.channels.mail.tests.post import hand_over, listener, mail, mail_account
from pharos.channels.mail.tests.test_mail_in import cases_of
from pharos.channels.mail.together import Together
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.reception import beginning as beginnings
from pharos.reception.beginning import Beginning, Begun
from pharos.reception.models import Spooled
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

R = TypeVar("R")
CONNECTIONS = 8


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with listener() as one:
        yield one


@pytest.fixture
def account(world: World) -> ChannelAccount:
    return mail_account(world)


def letter(account: ChannelAccount, number: int = 1, **more: Any) -> bytes:
    known = {"name": f"<{number}@example.test>", "sender": f"Dana <dana{number}@example.test>"}
    return mail(account, f"Question {number}.", **known | more).as_bytes()


def begins(account: ChannelAccount, number: int = 1, **more: Any) -> Beginning:
    came = Came(raw=letter(account, number, **more), at=now())
    weighed = weigh(account.for_adapter(), came)
    found = beginning_of(account.for_adapter(), account.brand, weighed)
    assert found is not None, "it is words alone"
    return found


def working(work: Callable[[Together], Awaitable[R]]) -> R:
    """Do this with a writer that has begun, and let go of it."""

    async def run() -> R:
        one = Together()
        try:
            return await work(one)
        finally:
            await one.end()

    return asyncio.run(run())


def handed_over(port: int, letters: list[bytes], to: str) -> list[Exception]:
    """Hand over all of them at once, each by a connection of its own; what was refused."""
    start = threading.Barrier(len(letters))
    refused: list[Exception] = []

    def send(raw: bytes) -> None:
        start.wait(20)
        try:
            hand_over(port, raw, to=[to])
        except smtplib.SMTPException as error:
            refused.append(error)

    threads = [threading.Thread(target=send, args=(raw,)) for raw in letters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


def transactions_of(cases: list[Case]) -> int:
    with brand_scope(cases[0].brand_id), connection.cursor() as cursor:
        ids = [case.pk for case in cases]
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM cases_case WHERE id = ANY (%s)", [ids]
        )
        return int(cursor.fetchone()[0])


@pytest.mark.requirement("CH-06", "TK-14")
def test_those_that_come_at_once_each_begin_a_case(
    world: World, port: int, account: ChannelAccount
) -> None:
    letters = [letter(account, number) for number in range(CONNECTIONS)]

    assert handed_over(port, letters, account.settings["address"]) == []

    cases = cases_of(world)
    assert {case.last_words for case in cases} == {f"Question {n}." for n in range(CONNECTIONS)}
    assert len({case.customer_id for case in cases}) == CONNECTIONS
    assert all(is_whole(case) for case in cases)


@pytest.mark.requirement("TK-14")
def test_one_mail_by_many_connections_at_once_is_one_message(
    world: World, port: int, account: ChannelAccount
) -> None:
    assert handed_over(port, [letter(account)] * 4, account.settings["address"]) == []

    (case,) = cases_of(world)
    assert kinds(world.entries(case)) == ["message", "opened"]


def test_what_waits_at_the_same_time_is_one_transaction(
    world: World, account: ChannelAccount
) -> None:
    waiting = [begins(account, number) for number in range(1, 7)]

    async def work(one: Together) -> list[Begun | None]:
        await one.begin(begins(account, 0), world.support.pk)
        return await asyncio.gather(*(one.begin(each, world.support.pk) for each in waiting))

    assert [each and each.status for each in working(work)] == ["opened"] * 6
    cases = cases_of(world)
    assert transactions_of(cases[1:]) == 1
    assert transactions_of(cases) == 2


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_one_that_the_database_refuses_leaves_its_neighbours_alone(
    world: World, account: ChannelAccount, bad: str
) -> None:
    waiting = [begins(account, number) for number in range(1, 4)]
    waiting[1] = replace(waiting[1], sender=replace(waiting[1].sender, name=bad))

    async def work(one: Together) -> list[Begun | None]:
        await one.begin(begins(account, 0), world.support.pk)
        return await asyncio.gather(*(one.begin(each, world.support.pk) for each in waiting))

    assert [each and each.status for each in working(work)] == ["opened", None, "opened"]
    assert [case.last_words for case in cases_of(world)] == [
        "Question 0.",
        "Question 1.",
        "Question 3.",
    ]


def test_one_that_cannot_go_with_others_goes_by_itself_and_is_answered(
    world: World, port: int, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(port, letter(account, 0), to=[account.settings["address"]])
    (first,) = cases_of(world)
    # Every number that the batch draws is taken; the other door draws its own.
    monkeypatch.setattr(beginnings, "new_case_number", lambda: first.number)

    letters = [letter(account, number) for number in range(1, 4)]
    assert handed_over(port, letters, account.settings["address"]) == []

    cases = cases_of(world)
    assert sorted(case.last_words for case in cases) == [f"Question {n}." for n in range(4)]
    assert len({case.number for case in cases}) == 4


@pytest.mark.requirement("TK-14")
def test_after_a_death_between_the_commit_and_the_answer_it_is_one_case(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_given: Any) -> str:
        raise RuntimeError("killed")

    with listener() as port:
        with monkeypatch.context() as patch:
            patch.setattr(listening.Handler, "_heard", dies)
            with pytest.raises(smtplib.SMTPDataError) as put_off:
                hand_over(port, letter(account), to=[account.settings["address"]])
        assert put_off.value.smtp_code == 451
        assert len(cases_of(world)) == 1, "it was committed"

        hand_over(port, letter(account), to=[account.settings["address"]])

    (case,) = cases_of(world)
    assert kinds(world.entries(case)) == ["message", "opened"]


@pytest.mark.requirement("TK-14")
def test_a_connection_that_breaks_under_the_writer_loses_nothing(
    world: World, account: ChannelAccount, database: TestDatabase
) -> None:
    with listener() as port:
        hand_over(port, letter(account, 0), to=[account.settings["address"]])
        with psycopg.connect(database.url, autocommit=True) as straight:
            cut = straight.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE '%reception_open($1%'"
                " AND pid <> pg_backend_pid()"
            ).fetchone()
        assert cut is not None
        assert cut[0] >= 1
        letters = [letter(account, number) for number in range(1, 4)]
        assert handed_over(port, letters, account.settings["address"]) == []

    assert sorted(case.last_words for case in cases_of(world)) == [
        f"Question {n}." for n in range(4)
    ]


def test_without_a_database_it_is_sealed_or_put_off_and_never_said_to_be_in(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any, **_more: Any) -> Any:
        raise OSError("no route")

    monkeypatch.setattr(together, "connection_pool", fails)
    monkeypatch.setattr(listening, "take_weighed", fails)
    with listener() as port:
        hand_over(port, letter(account), to=[account.settings["address"]])
        with brand_scope(world.brand.pk):
            assert Spooled.objects.filter(brand=world.brand).count() == 1

        monkeypatch.setattr(listening, "spool_mail", fails)
        with pytest.raises(smtplib.SMTPDataError) as put_off:
            hand_over(port, letter(account, 2), to=[account.settings["address"]])
        assert put_off.value.smtp_code == 451
        monkeypatch.undo()
        hand_over(port, letter(account, 2), to=[account.settings["address"]])

    assert [case.last_words for case in cases_of(world)] == ["Question 2."]


def test_only_words_that_answer_nothing_go_together(account: ChannelAccount) -> None:
    def is_beginning(raw: bytes) -> bool:
        weighed = weigh(account.for_adapter(), Came(raw=raw, at=now()))
        return beginning_of(account.for_adapter(), account.brand, weighed) is not None

    hash_of = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with_file = mail(account)
    with_file.add_attachment(b"trade 1", maintype="text", subtype="csv", filename="trades.csv")

    assert is_beginning(letter(account))
    assert not is_beginning(letter(account, more={"In-Reply-To": "<0@example.test>"}))
    assert not is_beginning(letter(account, more={"References": "<0@example.test>"}))
    assert not is_beginning(with_file.as_bytes())
    assert not is_beginning(mail(account, f"Where is {hash_of}?").as_bytes())
    assert not is_beginning(mail(account, "word " * 3_000).as_bytes())


def test_a_mail_that_cannot_be_read_here_goes_the_other_way(
    world: World, port: int, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any) -> Any:
        raise ValueError("unforeseen")

    monkeypatch.setattr(taking, "fold", fails)
    hand_over(port, letter(account), to=[account.settings["address"]])
    with brand_scope(world.brand.pk):
        assert Spooled.objects.filter(brand=world.brand).count() == 1
    monkeypatch.undo()

    hand_over(port, letter(account), to=[account.settings["address"]])
    assert len(cases_of(world)) == 1
