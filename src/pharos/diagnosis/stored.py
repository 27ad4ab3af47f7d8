"""Findings as they stand in the ledger: written out, and read back to be found out again.

What is stored is enough to run the same diagnoser on the same answers (`StoredSources`), which is
how a finding is reproduced years later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from pharos.diagnosis.asking import Inputs, Missed, Refused
from pharos.diagnosis.desk_records import OwnCase, PinnedKey, SentMessage
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Finding, Missing
from pharos.exchange.chains.port import Sighting, Tip
from pharos.exchange.errors import Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.operations import operations

# The questions that are not the exchange's.
_OTHERS: dict[str, TypeAdapter[Any]] = {
    "desk.cases_like": TypeAdapter(Answer[tuple[OwnCase, ...]]),
    "desk.directory_key": TypeAdapter(Answer[PinnedKey]),
    "desk.message_sent": TypeAdapter(Answer[SentMessage]),
    "chain.sighting": TypeAdapter(Answer[Sighting]),
    "chain.tip": TypeAdapter(Answer[Tip]),
    "chain.networks": TypeAdapter(Answer[tuple[str, ...]]),
}


def written_fact(fact: Fact[Any]) -> dict[str, Any]:
    """A fact as JSON. Its answer is written as the contract writes it."""
    answer = Answer(
        data=fact.data,
        as_of=fact.as_of,
        source=fact.source,
        stale_after=fact.stale_after,
        request_id=fact.id,
    )
    return {
        "id": fact.id,
        "question": fact.question,
        "arguments": {name: _plain(value) for name, value in sorted(fact.arguments.items())},
        "answer": _adapter(fact.question).dump_python(answer, mode="json", exclude_none=True),
    }


def written_refusal(refused: Refused) -> dict[str, Any]:
    """A question without an answer, as JSON."""
    return {
        "question": refused.question,
        "arguments": {name: _plain(value) for name, value in sorted(refused.arguments.items())},
        "source": refused.source,
        "why": refused.why,
    }


def written_finding(finding: Finding) -> dict[str, Any]:
    """A finding as JSON, without its facts."""
    return {
        "diagnoser": finding.diagnoser,
        "version": finding.version,
        "outcome": finding.outcome,
        "certainty": finding.certainty.value,
        "run_at": finding.run_at.isoformat(),
        "said": [{"key": one.key, "figures": _figures(one.figures)} for one in finding.said],
        "evidence": _figures(finding.evidence),
        "eta": None if finding.eta is None else _figure(finding.eta),
        "steps": [
            {"kind": step.kind, "who": step.who, "arguments": step.arguments}
            for step in finding.steps
        ],
        "note": finding.note,
        "missing": [
            {"source": one.source, "question": one.question, "why": one.why}
            for one in finding.missing
        ],
        "fine": finding.is_fine,
    }


def digest_of_stored(stored: Mapping[str, Any]) -> str:
    """What would be news: outcome and words, without the figures that move by the minute."""
    keys = [one["key"] for one in stored["said"]]
    words = f"{stored['diagnoser']} {stored['outcome']} {stored['certainty']} {keys}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def inputs_stored(inputs: Inputs) -> dict[str, str]:
    """What is known of the inputs, as JSON keeps it."""
    known = {name: value for name, value in asdict(inputs).items() if value}
    return {name: _plain(value) for name, value in known.items()}


def said_of(stored: Sequence[Mapping[str, Any]]) -> list[Said]:
    """The sentences of a stored finding."""
    return [
        Said(key=one["key"], figures={name: figure_of(f) for name, f in one["figures"].items()})
        for one in stored
    ]


def figure_of(stored: Mapping[str, Any]) -> Figure:
    value, kind = stored["value"], stored["kind"]
    if kind in ("amount", "number"):
        value = Decimal(value)
    elif kind == "instant":
        value = datetime.fromisoformat(value)
    elif kind == "span":
        value = timedelta(seconds=float(value))
    return Figure(value=value, kind=kind, of=tuple(stored["of"]), unit=stored.get("unit", ""))


class StoredSources:
    """Sources that answer what they answered once, and nothing else."""

    def __init__(
        self, facts: Sequence[Mapping[str, Any]], refused: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self._refused = {
            (one["question"], _key(one["arguments"])): (one["why"], one["source"])
            for one in refused
        }
        self._answers = {
            (fact["question"], _key(fact["arguments"])): fact["answer"] for fact in facts
        }

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Answer or refuse as then; what was not asked then is UNAVAILABLE."""
        plain = {name: _plain(value) for name, value in arguments.items()}
        stored = self._answers.get((question, _key(plain)))
        if stored is None:
            why, source = self._refused.get(
                (question, _key(plain)), (Refusal.UNAVAILABLE.value, question.partition(".")[0])
            )
            raise Missed(Missing(source=source, question=question, why=why))
        answer: Answer[Any] = _adapter(question).validate_python(stored)
        return answer


def _adapter(question: str) -> TypeAdapter[Any]:
    room, _, name = question.partition(".")
    if room == "exchange":
        return operations()[name].answer
    return _OTHERS[question]


def _key(arguments: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in arguments.items()))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _figures(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: _figure(figure) for name, figure in figures.items()}


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.value
    if isinstance(value, datetime):
        plain: Any = value.isoformat()
    elif isinstance(value, timedelta):
        plain = str(value.total_seconds())
    else:
        plain = str(value)
    told = {"value": plain, "kind": figure.kind, "of": list(figure.of)}
    return told | {"unit": figure.unit} if figure.unit else told
