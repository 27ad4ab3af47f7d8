"""What is known of a case's facts, for whoever looks at the case. Runs inside a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from pharos.cases.models import Case, Entry
from pharos.diagnosis.models import DiagnosisRequest, Watcher
from pharos.diagnosis.running import all_diagnosers
from pharos.diagnosis.stored import digest_of_stored
from pharos.exchange.models import Connection

# Watchers look again by one name at a time: this far back the rest of what was found may stand.
DIAGNOSES: Final = 12
TOLD: Final = 20
# Of what a look is given, what follows from the reason and the moment.
HOW_TAKEN: Final = frozenset({"reason", "kind", "at", "since", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who answered, as of when, and until when that may be relied on."""

    name: str
    as_of: datetime
    stale_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFinding:
    """A finding as it stands in the ledger: `index` counts within the entry `seq`."""

    seq: int
    index: int
    stored: dict[str, Any]
    sources: tuple[Source, ...]
    is_answer: bool
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What is waited for, and when it is looked at again at the latest."""

    diagnoser: str
    subject: str
    events: tuple[str, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFacts:
    """Everything that a page shows of what was found out for a case."""

    is_connected: bool
    is_under_way: bool
    findings: tuple[KnownFinding, ...]
    awaited: tuple[Awaited, ...]


def known_facts(row: Mapping[str, Any]) -> KnownFacts:
    """Return what was found for the case whose `facts_columns` these are.

    That is the latest finding of each diagnoser, back to when last all of the case's reason was
    looked into: what was found before that is over.
    """
    told = {one["digest"]: datetime.fromisoformat(one["at"]) for one in reversed(row["told"])}
    return KnownFacts(
        is_connected=row["connected"],
        is_under_way=row["under_way"],
        findings=tuple(_findings(row["found"], told)),
        awaited=tuple(
            Awaited(
                diagnoser=one["diagnoser"],
                subject=one["subject"],
                events=tuple(one["events"]),
                due_at=datetime.fromisoformat(one["due_at"]),
            )
            for one in row["awaited"]
        ),
    )


def stored_finding(case: Case, seq: int, index: int) -> dict[str, Any] | None:
    """Return one finding of the case's ledger as it was written, or None."""
    entry = Entry.objects.filter(case_id=case.pk, seq=seq, kind="diagnosis").first()
    found = (entry.payload or {}).get("findings", []) if entry is not None else []
    return found[index] if 0 <= index < len(found) else None


def inputs_known(case: Case) -> dict[str, str]:
    """Return what the latest look into the case knew to begin with. Empty if there was none."""
    latest = Entry.objects.filter(case_id=case.pk, kind="diagnosis").order_by("-seq").first()
    inputs: dict[str, str] = (latest.payload or {}).get("inputs", {}) if latest else {}
    return inputs


def latest_diagnosis(case: Case) -> dict[str, Any]:
    """Return the latest look into the case as it stands in the ledger. Empty if there was none."""
    latest = Entry.objects.filter(case_id=case.pk, kind="diagnosis").order_by("-seq").first()
    return dict(latest.payload or {}) if latest else {}


def given_before(case: Case) -> dict[str, str]:
    """Return what the latest look was given: what was said, without how it was taken."""
    latest = Entry.objects.filter(case_id=case.pk, kind="diagnosis").order_by("-seq").first()
    given: dict[str, str] = (latest.payload or {}).get("given", {}) if latest else {}
    return {name: value for name, value in given.items() if name not in HOW_TAKEN}


def _findings(found: list[dict[str, Any]], told: dict[str, datetime]) -> list[KnownFinding]:
    known: dict[str, KnownFinding] = {}
    for entry in found:
        for index, stored in enumerate(entry["findings"] or []):
            name = stored["diagnoser"]
            if name in known:
                continue
            known[name] = KnownFinding(
                seq=entry["seq"],
                index=index,
                stored=stored,
                sources=_sources(stored, entry),
                is_answer=name == entry["answer"],
                told_at=told.get(digest_of_stored(stored)),
            )
        if entry["reason"] not in all_diagnosers():
            break
    return list(known.values())


def _sources(stored: dict[str, Any], entry: dict[str, Any]) -> tuple[Source, ...]:
    """Whom the finding's figures come from, each once, as of the oldest that they told."""
    used = {
        fact
        for figures in (stored["evidence"], *(one["figures"] for one in stored["said"]))
        for figure in figures.values()
        for fact in figure["of"]
    }
    oldest: dict[str, Source] = {}
    for fact, name, as_of, stale_after in zip(
        *(entry[key] or [] for key in ("facts", "sources", "as_of", "stale_after")), strict=True
    ):
        source = Source(
            name=name,
            as_of=datetime.fromisoformat(as_of),
            stale_after=datetime.fromisoformat(stale_after),
        )
        if fact in used and (name not in oldest or source.as_of < oldest[name].as_of):
            oldest[name] = source
    return tuple(oldest.values())


def named_in_diagnoses() -> dict[str, Combinable]:
    """What the latest look into a case knew to begin with, as a column of a query of cases."""
    looked = Entry.objects.filter(case_id=OuterRef("pk"), kind="diagnosis").order_by("-seq")
    inputs = Cast(_part("inputs"), JSONField())
    return {"named": Subquery(looked.values(it=inputs)[:1])}


def found_incident(source_id: str) -> Exists:
    """Whether a look into the case found this incident of the exchange (D35)."""
    looked = Entry.objects.filter(case_id=OuterRef("pk"), kind="diagnosis")
    return Exists(looked.filter(_FoundIncident(Value(source_id))))


class _FoundIncident(Func):
    """Whether the payload holds a finding of D35 that names the incident."""

    template = (
        "jsonb_path_exists(payload::jsonb, '$.findings[*]"
        ' ? (@.diagnoser == "D35" && @.evidence.incident.value == $incident)\'::jsonpath,'
        " jsonb_build_object('incident', (%(expressions)s)::text))"
    )
    output_field = BooleanField()


class _Path(Func):
    """What a JSON path finds in JSON, as an array. Facts are large; four words of them are not."""

    function = "jsonb_path_query_array"
    output_field = JSONField()


def _all(path: str) -> Func:
    return _Path(
        Cast("payload", JSONField()),
        Func(template=f"'$.{path}'::jsonpath", output_field=JSONField()),
    )


def _part(name: str) -> Func:
    return Func(F("payload"), template=f"(%(expressions)s -> '{name}')", output_field=JSONField())


def facts_columns() -> dict[str, Combinable]:
    """What `known_facts` reads, as columns of a query of one case."""
    entries = Entry.objects.filter(case_id=OuterRef("pk")).exclude(visibility="sealed")
    found = entries.filter(kind="diagnosis").order_by("-seq")[:DIAGNOSES]
    told = entries.filter(kind="finding").order_by("-seq")[:TOLD]
    awaited = Watcher.objects.filter(case=OuterRef("pk")).order_by("due_at")
    asked = DiagnosisRequest.objects.filter(case=OuterRef("pk")).exclude(cause="watcher")
    return {
        "connected": Exists(Connection.objects.filter(brand=OuterRef("brand"), is_on=True)),
        "under_way": Exists(asked),
        "found": ArraySubquery(
            found.values(
                it=JSONObject(
                    seq="seq",
                    reason=_part("reason"),
                    answer=_part("answer"),
                    findings=_part("findings"),
                    facts=_all("facts[*].id"),
                    sources=_all("facts[*].answer.source"),
                    as_of=_all("facts[*].answer.as_of"),
                    stale_after=_all("facts[*].answer.stale_after"),
                )
            )
        ),
        "told": ArraySubquery(told.values(it=JSONObject(at="created_at", digest=_part("digest")))),
        "awaited": ArraySubquery(
            awaited.values(
                it=JSONObject(
                    diagnoser="diagnoser", subject="subject", events="events", due_at="due_at"
                )
            )
        ),
    }
