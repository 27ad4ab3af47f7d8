from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from pharos.health.models import Beat
from pharos.kernel.action import action
from pharos.people.actor import Actor

HERE = """
INSERT INTO health_beat AS b (name, kind, version, started_at, beat_at, listening)
VALUES (%s, %s, %s, now(), now(), %s)
ON CONFLICT (name) DO UPDATE SET beat_at = now(), listening = excluded.listening
"""
WENT = """
INSERT INTO health_roundstate AS r
    (name, every_seconds, ended_at, seconds, runs, failures, failing_since, failed_with)
VALUES (%(name)s, %(every)s, now(), %(seconds)s, %(runs)s, %(failures)s,
        CASE WHEN %(failed)s <> '' THEN now() END, %(failed)s)
ON CONFLICT (name) DO UPDATE SET
    every_seconds = excluded.every_seconds, ended_at = now(), seconds = excluded.seconds,
    runs = r.runs + excluded.runs, failures = r.failures + excluded.failures,
    failing_since = CASE WHEN excluded.failed_with <> '' THEN coalesce(r.failing_since, now()) END,
    failed_with = excluded.failed_with
"""
FORGET = "DELETE FROM health_beat WHERE beat_at < now() - interval '7 days'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Who beats: a name of its own, what it is, and whether it hears wake-ups."""

    name: str
    kind: str
    version: str
    listening: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """How a kind of work went since the last beat.

    `failed` names the kind of the last failure and is empty when the last run went well.
    """

    name: str
    every_seconds: float
    seconds: float
    runs: int
    failures: int
    failed: str = ""


@action
def beat(*, actor: Actor, process: Process, rounds: Sequence[Went] = ()) -> None:  # noqa: ARG001 - every action has one
    """Say that this process works, and how its rounds went. Repeats safely; locks its own row.

    Rows are taken in the order of their names, so that two workers never wait in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(HERE, [process.name, process.kind, process.version, process.listening])
        for went in sorted(rounds, key=lambda went: went.name):
            cursor.execute(
                WENT,
                {
                    "name": went.name,
                    "every": went.every_seconds,
                    "seconds": went.seconds,
                    "runs": went.runs,
                    "failures": went.failures,
                    "failed": went.failed[:80],
                },
            )


@action
def leave(*, actor: Actor, name: str) -> None:  # noqa: ARG001 - every action has one
    """Take back the beat of a process that ends on purpose, and forget those long gone."""
    Beat.objects.filter(name=name).delete()
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
