from __future__ import annotations

from uuid import uuid4

from django.db import connection

from pharos.health.actions.beat import Process, Went, beat, leave
from pharos.health.actions.claim import claim, give_back
from pharos.health.actions.report import report
from pharos.health.models import Beat, RoundState
from pharos.health.queries import facts, pulse_age
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.testing.world import World

SYSTEM = Actor.system()


def went(name: str, *, failed: str = "", failures: int = 0) -> Went:
    return Went(name=name, every_seconds=1, seconds=0.5, runs=2, failures=failures, failed=failed)


def test_a_process_beats_and_takes_its_beat_back(db: None) -> None:
    process = Process(name=f"worker@{uuid4()}", kind="worker", version="0.1.0")

    beat(actor=SYSTEM, process=process)
    beat(actor=SYSTEM, process=process)
    age = pulse_age("worker")

    assert age is not None
    assert age < 5
    assert Beat.objects.filter(name=process.name).count() == 1
    leave(actor=SYSTEM, name=process.name)
    assert not Beat.objects.filter(name=process.name).exists()


def test_a_round_fails_since_its_first_failure_until_it_goes_well(db: None) -> None:
    process = Process(name=f"worker@{uuid4()}", kind="worker", version="0.1.0")
    name = f"round-{uuid4()}"

    beat(actor=SYSTEM, process=process, rounds=[went(name, failed="ValueError", failures=1)])
    first = RoundState.objects.get(name=name)
    beat(actor=SYSTEM, process=process, rounds=[went(name, failed="KeyError", failures=2)])
    second = RoundState.objects.get(name=name)
    beat(actor=SYSTEM, process=process, rounds=[went(name)])
    third = RoundState.objects.get(name=name)

    assert first.failing_since is not None
    assert first.failing_since == second.failing_since
    assert (second.runs, second.failures, second.failed_with) == (4, 3, "KeyError")
    assert (third.failing_since, third.runs) == (None, 6)
    leave(actor=SYSTEM, name=process.name)


def test_an_errand_is_taken_by_one_at_a_time(db: None) -> None:
    name = f"errand-{uuid4()}"

    assert claim(actor=SYSTEM, name=name, seconds=60)
    assert not claim(actor=SYSTEM, name=name, seconds=60)
    give_back(actor=SYSTEM, name=name)
    assert claim(actor=SYSTEM, name=name, seconds=60)


def test_the_facts_tell_the_last_report_and_the_last_good_one(world: World) -> None:
    report(actor=SYSTEM, kind="backup", well=True, figures={"bytes": 7})
    report(actor=SYSTEM, kind="backup", well=False, figures={})

    actor = world.actor(world.bruno)
    with reading(actor):
        known = facts(actor)

    assert known.backup is not None
    assert (known.backup.well, known.schema) == (False, "current")
    assert known.backup.well_age_seconds is not None
    assert known.backup.well_age_seconds < 60
    assert known.brands == (world.brand.slug,)


def test_the_facts_are_asked_in_few_queries(world: World) -> None:
    actor = world.actor(world.bruno)
    with reading(actor):
        connection.force_debug_cursor = True
        before = len(connection.queries_log)
        facts(actor)
        asked = len(connection.queries_log) - before
        connection.force_debug_cursor = False

    assert 0 < asked <= 10
