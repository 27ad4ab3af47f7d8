"""The jobs of a case, and those that wait for somebody's approval. Runs inside a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from pharos.diagnosis.models import ExchangeJob
from pharos.exchange.models import Connection

SHOWN: Final = 20
FIELDS: Final = (
    "token",
    "kind",
    "subject",
    "state",
    "reason",
    "asked_by",
    "asked_by_kind",
    "asked_by_name",
    "approved_by_name",
)
INSTANTS: Final = ("asked_at", "changed_at", "decide_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownJob:
    """A job as a page shows it."""

    token: UUID
    kind: str
    subject: str
    state: str
    reason: str
    asked_by: int
    asked_by_kind: str
    asked_by_name: str
    approved_by_name: str
    asked_at: datetime
    changed_at: datetime
    decide_by: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in ExchangeJob.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownJobs:
    """What was asked of the exchange for a case, the latest first, and what can be asked."""

    jobs: tuple[KnownJob, ...]
    on: tuple[str, ...]


def known_jobs(row: Mapping[str, Any]) -> KnownJobs:
    """Return the jobs of the case whose `jobs_columns` these are."""
    return KnownJobs(
        jobs=tuple(_known(one) for one in row["jobs"]), on=tuple(row["job_kinds"] or ())
    )


def jobs_columns() -> dict[str, Combinable]:
    """What `known_jobs` reads, as columns of a query of one case."""
    jobs = ExchangeJob.objects.filter(case=OuterRef("pk")).order_by("-asked_at", "-pk")
    fields = {name: F(name) for name in (*FIELDS, *INSTANTS)}
    on = Connection.objects.filter(brand=OuterRef("brand"), is_on=True)
    return {
        "jobs": ArraySubquery(jobs.values(it=JSONObject(**fields))[:SHOWN]),
        "job_kinds": Subquery(on.values("job_kinds"), output_field=JSONField()),
    }


def jobs_to_approve(brands: Sequence[int]) -> list[ExchangeJob]:
    """Return what waits for a second person in these brands, the longest first."""
    waiting = ExchangeJob.objects.filter(
        brand_id__in=brands, state=ExchangeJob.State.AWAITING_APPROVAL
    )
    return list(waiting.select_related("case", "brand").order_by("asked_at"))


def job_of(pk: int) -> ExchangeJob:
    """Return a job with its case, as it is now."""
    return ExchangeJob.objects.select_related("case").get(pk=pk)


def _known(one: Mapping[str, Any]) -> KnownJob:
    instants = {name: datetime.fromisoformat(one[name]) if one[name] else None for name in INSTANTS}
    told: dict[str, Any] = {name: one[name] for name in FIELDS}
    return KnownJob(**told | {"token": UUID(one["token"])} | instants)
