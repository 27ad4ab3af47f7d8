"""The worker: does what is there, waits for a database that is away, and stops when told."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from queue import SimpleQueue
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError, OperationalError, connection

from pharos.cases.actions.breach import breach_clocks
from pharos.cases.models import Case
from pharos.cases.tests.deeds import clocks, fresh, is_whole, kinds
from pharos.channels.tests.vendor import Answer, vendor
from pharos.config import worker
from pharos.config.rounds import Aside, Round
from pharos.config.worker import AWAY_SECONDS, IDLE_SECONDS
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actions.push import BATCH as MANY
from pharos.people.actions.push import subscribe
from pharos.people.actor import Actor
from pharos.people.models import PushSubscription
from pharos.people.push.leaving import leave_pushes
from pharos.people.tests.test_push import browser_at
from pharos.reception.models import FollowUp
from pharos.testing.desk_server import SECRET_KEY
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

SECONDS = 15
NAME = "pharos-worker-of-a-test"


def round_of(work: Callable[[Actor], object], every_seconds: float = 60) -> list[Round]:
    return [Round(work, every_seconds)]


def take_what_is_left() -> None:
    """The worker works for every brand, so also for those of earlier tests."""
    while worker._once([]) == 0.0:
        pass


def breach(actor: Actor) -> object:
    return breach_clocks(actor=actor, limit=10_000)


def test_one_round_follows_up_and_breaches_what_is_late(world: World) -> None:
    take_what_is_left()
    case = world.asked()

    assert worker._once(round_of(breach)) == IDLE_SECONDS
    assert (fresh(case).state, kinds(world.entries(case)).count("clock")) == ("QUEUED", 0)

    with frozen_at(now() + timedelta(days=1)):
        worker._once(round_of(breach))
        worker._once(round_of(breach))
    assert kinds(world.entries(case)).count("clock") == 1
    assert is_whole(case)


def test_a_kind_of_work_is_done_as_often_as_it_is_due(world: World) -> None:
    done: list[Actor] = []
    often, rarely = Round(done.append, 0.0), Round(done.append, 60.0)

    for _ in range(3):
        worker._once([often, rarely])

    assert len(done) == 4
    assert world.brand.pk in done[0].brands


def test_a_full_batch_is_followed_by_the_next_without_a_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_what_is_left()
    case = world.asked()
    monkeypatch.setattr(worker, "BATCH", 1)

    assert worker._once([]) == 0.0
    assert worker._once([]) == IDLE_SECONDS
    assert fresh(case).state == "QUEUED"


def test_work_with_more_to_do_than_it_takes_at_once_is_due_again_at_once(world: World) -> None:
    take_what_is_left()
    left = [3, 3, 1]
    work = Round(lambda _: left.pop(0), 60.0, batch=3)

    assert [worker._once([work]) for _ in range(3)] == [0.0, 0.0, IDLE_SECONDS]
    assert (worker._once([work]), left) == (IDLE_SECONDS, [])


def test_work_beside_the_rest_keeps_its_connection_and_comes_back_after_a_cut(
    world: World,
) -> None:
    asked, told = SimpleQueue[str](), SimpleQueue[int]()

    def work(actor: Actor) -> object:
        with connection.cursor() as cursor:
            if asked.get() == "die":
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            cursor.execute("SELECT pg_backend_pid()")
            told.put(cursor.fetchone()[0])
        return actor

    beside = Aside(work, 0.0)

    def turn(question: str) -> None:
        asked.put(question)
        while not asked.empty():
            beside.run_if_due(Actor.system(world.brand.pk))

    turn("pid")
    first = told.get(timeout=SECONDS)
    turn("pid")
    assert told.get(timeout=SECONDS) == first
    turn("die")
    turn("pid")
    assert told.get(timeout=SECONDS) != first


@pytest.mark.parametrize(
    ("error", "level"),
    [(OperationalError("away\nwith details"), "WARNING"), (DatabaseError("broken"), "ERROR")],
)
def test_what_fails_is_told_without_contents_and_tried_again(
    world: World, caplog: pytest.LogCaptureFixture, error: Exception, level: str
) -> None:
    failing, done = [error], list[Actor]()

    def work(actor: Actor) -> object:
        if failing:
            raise failing.pop()
        done.append(actor)
        return None

    rounds = round_of(work)
    with caplog.at_level(logging.WARNING):
        assert worker._once(rounds) == AWAY_SECONDS
    assert [record.levelname for record in caplog.records] == [level]
    assert "with details" not in caplog.records[0].getMessage()

    assert worker._once(rounds) == IDLE_SECONDS
    assert len(done) == 1


@pytest.fixture
def running(database: TestDatabase) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, **database.environment(), "PHAROS_LOG": "ERROR"}
    environment |= {"PGAPPNAME": NAME, "PHAROS_SECRET_KEY": SECRET_KEY}
    child = subprocess.Popen(
        [sys.executable, "-m", "pharos.config.command", "worker"], env=environment
    )
    yield child
    child.kill()
    child.wait()


def test_the_process_survives_its_connections_and_stops_when_told(
    world: World, database: TestDatabase, running: subprocess.Popen[bytes]
) -> None:
    await_queued(world.asked())

    cut = 0
    for customer in (world.minjun, world.eve):
        cut += cut_off(database)
        await_queued(world.asked(customer))

    assert cut >= 2
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=SECONDS) == 0


def test_a_push_service_that_hangs_holds_up_no_case(
    world: World, settings: Any, running: subprocess.Popen[bytes]
) -> None:
    settings.PUSH_HOSTS, settings.PUSH_PLAIN_HTTP = ["127.0.0.1"], True
    with vendor() as service:
        service.says("/push", Answer(waits=True))
        private = ec.generate_private_key(ec.SECP256R1())
        for number in range(MANY):
            browser = browser_at(f"{service.url}/push?browser={number}", private)
            subscribe(actor=world.amara.actor(), browser=browser)
        leave_pushes([world.amara.pk], kind="mention", case_number="7KQF-3MDW-X", by="Bruno")
        until = time.monotonic() + SECONDS
        while not service.asked:
            assert time.monotonic() < until, "nobody sent a push"
            time.sleep(0.05)

        await_queued(world.asked())

        assert len(service.asked) < MANY
    PushSubscription.objects.filter(staff=world.amara).delete()


def await_queued(case: Case) -> None:
    until = time.monotonic() + SECONDS
    while fresh(case).state != "QUEUED":
        assert time.monotonic() < until, "nobody followed up"
        time.sleep(0.05)
    assert clocks(case)[0].due_at is not None
    with brand_scope(case.brand_id):
        assert not FollowUp.objects.filter(case_id=case.pk).exists()


def cut_off(database: TestDatabase) -> int:
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [NAME],
        )
        return len(ended.fetchall())
