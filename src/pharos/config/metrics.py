"""What `/metrics` tells: this process's counters, and what the database counts for all."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable
from threading import Lock
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pharos.brands.queries import all_brand_ids
from pharos.health.queries import figures
from pharos.kernel.scope import brand_scope

log = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
FRESH_SECONDS = 5.0


class FromDatabase(Collector):
    """Figures over all processes, asked for at most every few seconds. Same in every process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._kept: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            if time.monotonic() - self._asked_at > FRESH_SECONDS:
                self._kept, self._asked_at = self._ask(), time.monotonic()
            return self._kept

    def _ask(self) -> list[Metric]:
        up = GaugeMetricFamily("pharos_database_up", "Whether the database answers.")
        close_old_connections()
        try:
            with brand_scope(*all_brand_ids()):
                found = figures()
        except (DatabaseError, InterfaceError) as error:
            log.warning("no figures from the database: %s", type(error).__name__)
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *_families(found)]


def _families(found: dict[str, list[tuple[Any, ...]]]) -> Iterable[Metric]:
    waiting = GaugeMetricFamily(
        "pharos_cases_waiting", "Cases whose customer waits for us.", labels=["brand"]
    )
    oldest = GaugeMetricFamily(
        "pharos_cases_waiting_seconds", "How long the one who waits longest does.", labels=["brand"]
    )
    for brand, count, seconds in found["waiting"]:
        waiting.add_metric([brand], count)
        oldest.add_metric([brand], seconds)
    late = GaugeMetricFamily(
        "pharos_promises_late", "Promises past due, not yet kept.", labels=["brand", "promise"]
    )
    for brand, kind, count in found["late"]:
        late.add_metric([brand, kind], count)
    yield from (waiting, oldest, late)
    yield from _outgoing(found)
    yield from _processes(found)


def _outgoing(found: dict[str, list[tuple[Any, ...]]]) -> Iterable[Metric]:
    waits = GaugeMetricFamily("pharos_outgoing_waiting", "What waits to go out.", labels=["what"])
    oldest = GaugeMetricFamily(
        "pharos_outgoing_waiting_seconds", "How long the oldest of it does.", labels=["what"]
    )
    failed = GaugeMetricFamily("pharos_outgoing_failed", "What was given up.", labels=["what"])
    for what, waiting, seconds, given_up in found["outgoing"]:
        waits.add_metric([what], waiting)
        oldest.add_metric([what], seconds)
        failed.add_metric([what], given_up)
    yield from (waits, oldest, failed)


def _processes(found: dict[str, list[tuple[Any, ...]]]) -> Iterable[Metric]:
    age = GaugeMetricFamily("pharos_beat_age_seconds", "Age of the newest beat.", labels=["kind"])
    beating = GaugeMetricFamily("pharos_processes", "Processes that beat.", labels=["kind"])
    for kind, seconds, count in found["beats"]:
        age.add_metric([kind], seconds)
        beating.add_metric([kind], count)
    runs = CounterMetricFamily("pharos_rounds", "Rounds that all workers ran.", labels=["round"])
    fails = CounterMetricFamily("pharos_rounds_failed", "Those that failed.", labels=["round"])
    last = GaugeMetricFamily(
        "pharos_round_last_seconds", "How long the last one took.", labels=["round"]
    )
    failing = GaugeMetricFamily("pharos_round_failing", "Whether it failed.", labels=["round"])
    for name, seconds, ran, failed, is_failing in found["rounds"]:
        runs.add_metric([name], ran)
        fails.add_metric([name], failed)
        last.add_metric([name], seconds)
        failing.add_metric([name], is_failing)
    yield from (age, beating, runs, fails, last, failing)


class Exposition:
    """What one address shows: the process's own, or all workers of a server that forks."""

    def __init__(self, *, database: bool = True) -> None:
        self._shared = CollectorRegistry() if os.environ.get(SHARED_FOLDER) else None
        if self._shared is not None:
            multiprocess.MultiProcessCollector(self._shared)  # type: ignore[no-untyped-call]
        self._database = CollectorRegistry()
        if database:
            self._database.register(FromDatabase())

    def text(self) -> bytes:
        """Return everything in Prometheus's own format. Blocks while the database is asked."""
        return generate_latest(self._shared or REGISTRY) + generate_latest(self._database)
