"""Questions about the installation. Brands' rows are seen inside the caller's scope."""

from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from pharos import __version__
from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.files import scanning
from pharos.files.ocr import reader
from pharos.files.queries import files_at_scanner
from pharos.health.facts import Facts, Failing, Outgoing, Place, Pulse, Told
from pharos.health.schema import schema_state
from pharos.people.actor import Actor

# Who has not beaten for so long is not counted among those that work.
LIVING_SECONDS = 60
MEGABYTE = 1_000_000
BASICS = """
SELECT clock_timestamp(), (SELECT count(*) FROM pg_stat_activity),
       current_setting('max_connections')::int,
       (SELECT max(day) FROM ledger_root),
       (SELECT min(created_at)::date FROM brands_brand),
       (SELECT count(*) FROM reception_followup),
       coalesce((SELECT extract(epoch FROM now() - min(created_at)) FROM reception_followup), 0)
"""
PULSES = """
SELECT kind, extract(epoch FROM now() - max(beat_at))::float, max(beat_at),
       count(*) FILTER (WHERE beat_at > now() - make_interval(secs => %s)),
       bool_or(listening) FILTER (WHERE beat_at > now() - make_interval(secs => %s)),
       array_agg(DISTINCT version) FILTER (WHERE beat_at > now() - make_interval(secs => %s))
FROM health_beat GROUP BY kind
"""
FAILING = """
SELECT name, failing_since, extract(epoch FROM now() - failing_since)::float, failed_with
FROM health_roundstate WHERE failing_since IS NOT NULL ORDER BY failing_since, name
"""
REPORTS = """
SELECT r.kind, r.at, extract(epoch FROM now() - r.at)::float, r.well, r.figures::text, w.at,
       extract(epoch FROM now() - w.at)::float
FROM (SELECT DISTINCT ON (kind) * FROM health_report ORDER BY kind, at DESC) r
LEFT JOIN LATERAL (SELECT at FROM health_report g WHERE g.kind = r.kind AND g.well
                   ORDER BY at DESC LIMIT 1) w ON true
"""
ROUNDS = """
SELECT name, seconds, runs, failures, (failing_since IS NOT NULL)::int FROM health_roundstate
ORDER BY name
"""
BEATS = """
SELECT kind, extract(epoch FROM now() - max(beat_at))::float,
       count(*) FILTER (WHERE beat_at > now() - make_interval(secs => %s))
FROM health_beat GROUP BY kind ORDER BY kind
"""
WAITING = """
SELECT b.slug, count(k.id),
       coalesce(extract(epoch FROM now() - min(k.waiting_since)), 0)::float
FROM brands_brand b LEFT JOIN cases_case k ON k.brand_id = b.id AND k.waiting_since IS NOT NULL
     AND k.state NOT IN ('RESOLVED', 'CLOSED', 'MERGED', 'SPAM')
GROUP BY b.slug ORDER BY b.slug
"""
LATE = """
SELECT b.slug, c.kind, count(*)
FROM clocks_clock c JOIN brands_brand b ON b.id = c.brand_id
WHERE c.stopped_at IS NULL AND (c.breached_at IS NOT NULL OR c.due_at < now())
GROUP BY b.slug, c.kind ORDER BY b.slug, c.kind
"""
# What waits for its customer to look at their screen does not wait for us.
OUTGOING = """
SELECT 'answers', count(*) FILTER (WHERE d.state <> 'failed'),
       coalesce(extract(epoch FROM now() - min(d.queued_at) FILTER (WHERE d.state <> 'failed')), 0)
       ::float, count(*) FILTER (WHERE d.state = 'failed')
FROM cases_delivery d JOIN cases_conversation c ON c.id = d.conversation_id
WHERE d.state = 'failed' OR (d.state IN ('queued', 'sending') AND c.channel <> 'widget')
UNION ALL
SELECT 'letters', count(*) FILTER (WHERE state <> 'failed'),
       coalesce(extract(epoch FROM now() - min(queued_at) FILTER (WHERE state <> 'failed')), 0)
       ::float, count(*) FILTER (WHERE state = 'failed')
FROM letters_letter WHERE state IN ('queued', 'sending', 'failed')
UNION ALL
SELECT 'webhooks', count(*) FILTER (WHERE d.state <> 'dead'),
       coalesce(extract(epoch FROM now() - min(d.queued_at) FILTER (WHERE d.state <> 'dead')), 0)
       ::float, count(*) FILTER (WHERE d.state = 'dead')
FROM outlets_dispatch d JOIN outlets_outlet o ON o.id = d.outlet_id
WHERE o.removed_at IS NULL
  AND (d.state = 'dead' OR (d.state IN ('queued', 'sending') AND o.is_on))
"""


def facts(actor: Actor) -> Facts:
    """Return what is known now. Runs inside `reading(actor)`, in nine queries."""
    began = time.perf_counter()
    _rows("SELECT 1")
    answered = time.perf_counter() - began
    ((clock, used, most, root, began_on, marks, oldest),) = _rows(BASICS)
    pulses = {row[0]: _pulse(row) for row in _rows(PULSES, [LIVING_SECONDS] * 3)}
    reports = {row[0]: _told(row) for row in _rows(REPORTS)}
    at_scanner = files_at_scanner()
    brands = list(Brand.objects.filter(pk__in=actor.brands).order_by("slug"))
    return Facts(
        place=place(),
        answer_seconds=answered,
        database_now=clock,
        connections=used,
        most_connections=most,
        schema=schema_state(),
        worker=pulses.get("worker"),
        live=pulses.get("live"),
        failing=tuple(
            Failing(name=name, since=since, seconds=seconds, failed_with=kind)
            for name, since, seconds, kind in _rows(FAILING)
        ),
        began_on=began_on,
        last_root=root,
        backup=reports.get("backup"),
        reconciled=reports.get("reconcile"),
        oldest_mark_seconds=float(oldest),
        marks=marks,
        unverified=tuple(b.name for b in brands if profile_of(b).verified_at is None),
        brands=tuple(brand.slug for brand in brands),
        unscanned=at_scanner.waiting,
        unscanned_since=at_scanner.since,
        outgoing=tuple(
            Outgoing(what=what, waiting=waiting, oldest_seconds=seconds, failed=failed)
            for what, waiting, seconds, failed in _rows(OUTGOING)
        ),
    )


def place() -> Place:
    """Return what this process knows without asking anybody."""
    usage = shutil.disk_usage(_existing(Path(settings.HOME)))
    return Place(
        at=datetime.now(UTC),
        version=__version__,
        free_mb=usage.free // MEGABYTE,
        total_mb=usage.total // MEGABYTE,
        least_mb=settings.MIN_FREE_MB,
        base_url=settings.BASE_URL,
        demo=settings.DEMO,
        scans_files=scanning.is_on(),
        reads_pictures=reader() is not None,
    )


def last_reconciled() -> Told | None:
    """Return how the last comparison of the books ended, if there ever was one."""
    return next((_told(row) for row in _rows(REPORTS) if row[0] == "reconcile"), None)


def pulse_age(kind: str) -> float | None:
    """Return how long ago a process of this kind has beaten last; None if none ever did."""
    found = {row[0]: row[1] for row in _rows(BEATS, [LIVING_SECONDS])}
    return found.get(kind)


def figures() -> dict[str, list[tuple[Any, ...]]]:
    """Return what is counted over all processes. Runs in a scope of every brand."""
    return {
        "waiting": _rows(WAITING),
        "late": _rows(LATE),
        "beats": _rows(BEATS, [LIVING_SECONDS]),
        "rounds": _rows(ROUNDS),
        "outgoing": _rows(OUTGOING),
    }


def _pulse(row: tuple[Any, ...]) -> Pulse:
    _kind, age, at, beating, listening, versions = row
    return Pulse(
        age_seconds=age,
        at=at,
        beating=beating,
        listening=listening,
        versions=tuple(versions or ()),
    )


def _told(row: tuple[Any, ...]) -> Told:
    _kind, at, age, well, figures_, well_at, well_age = row
    return Told(
        at=at,
        age_seconds=age,
        well=well,
        figures=json.loads(figures_),
        well_at=well_at,
        well_age_seconds=well_age,
    )


def _rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
