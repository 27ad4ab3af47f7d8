"""What every judge asks of what was handed over: each is there once, and somebody's to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from pharos.bench.drills.judge import Finding

Row = dict[str, Any]
# How each case stands: somebody's, settled, with a clock that ran.
CASES: Final = """
SELECT k.id AS case_id, k.number AS case, k.team_id IS NOT NULL AS is_owned,
       k.state IN ('RESOLVED', 'CLOSED', 'MERGED', 'SPAM') AS is_settled,
       EXISTS (SELECT FROM clocks_clock c WHERE c.case_id = k.id
               AND c.kind IN ('first_response', 'next_response')) AS is_clocked
FROM cases_case k
"""
NO_CASE: Final = {"case": None, "is_owned": False, "is_settled": False, "is_clocked": False}


def with_cases(connection: psycopg.Connection[Row], rows: Iterable[Row]) -> list[Row]:
    """Return the rows, each with how its case stands."""
    cases = {row["case_id"]: row for row in connection.execute(CASES).fetchall()}
    return [{**row, **cases.get(row["case_id"], NO_CASE)} for row in rows]


@dataclass
class Handed:
    """What senders did and were told, by the names of what they handed over."""

    sent: dict[str, Row] = field(default_factory=dict)
    acks: set[str] = field(default_factory=set)
    refused: list[Row] = field(default_factory=list)
    # What whoever takes our answers was given.
    got: list[Row] = field(default_factory=list)

    @classmethod
    def read(cls, lines: Iterable[Row]) -> Handed:
        found = cls()
        for line in lines:
            match line["what"]:
                case "sent":
                    found.sent[line["token"]] = line
                case "ack":
                    found.acks.add(line["token"])
                case "refused":
                    found.refused.append(line)
                case "got":
                    found.got.append(line)
        return found


@dataclass
class TakenJudge:
    """`received` are the rows of each name, under "" those whose name nobody knows.

    `entries` are the places where each is written, whatever remembers it.
    """

    about: str
    handed: Handed
    received: Mapping[str, list[Row]]
    entries: Mapping[str, list[Row]]
    stuck: Iterable[tuple[str, int | None, int | None]]

    def findings(self) -> Iterator[Finding]:
        """Return what is lost, doubled, nobody's, turned away or stuck."""
        for row in self.received.get("", []):
            words = f"case {row['case']} entry {row['seq']}: nobody sent it"
            yield self.finding("unsent", "", words)
        for line in self.handed.refused:
            # Nothing that reaches us is turned away for good, however broken it is.
            yield self.finding("refused", line["token"], line["told"])
        yield from self._stuck()
        for token in sorted(self.handed.sent):
            yield from self._taken(token)

    def _taken(self, token: str) -> Iterator[Finding]:
        """What was acknowledged has one entry, in a case with an owner and a clock."""
        rows, entries = self.received.get(token, []), self.entries.get(token, [])
        if token in self.handed.acks and not (rows and any(row["is_written"] for row in rows)):
            yield self.finding("lost", token, "acknowledged and not written")
        places = {(row["case_id"], row["seq"]) for row in [*rows, *entries]}
        if len(places) > 1:
            yield self.finding("doubled", token, f"written at {sorted(places)}")
        for row in rows:
            if not (row["case"] and row["is_owned"]):
                yield self.finding("unowned", token, f"case {row['case']} belongs to no team")
            if not (row["is_clocked"] or row["is_settled"]):
                yield self.finding("unclocked", token, f"no clock in case {row['case']}")

    def _stuck(self) -> Iterator[Finding]:
        places = [(row, token) for token, rows in self.received.items() for row in rows]
        at = {(row["case_id"], row["seq"]): token for row, token in places}
        of_case = {row["case_id"]: token for row, token in places}
        for name, case_id, seq in self.stuck:
            token = at.get((case_id or 0, seq or 0)) or of_case.get(case_id or 0, "")
            yield self.finding("stuck", token, f"{name}: case {case_id} entry {seq}")

    def finding(self, kind: str, token: str, words: str) -> Finding:
        return Finding(kind=kind, conversation=self.about, token=token, words=words)


def by_token(rows: Iterable[Row], token_of: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[token_of(row)].append(row)
    return found
