"""The judge compares what was said to us, and what vendors were given, with what is written.

It knows no code of the product. Every item and every answer has words of its own. Where a vendor
knows an answer again that it is given twice, it may be given under one name alone; where it does
not, how often it was given twice is counted and told, and is no finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pharos.bench.drills.channels.evidence import Books
from pharos.bench.drills.judge import Finding
from pharos.bench.drills.taken import Handed, Row, TakenJudge, by_token

ABOUT = "channels"
GONE_OUT = frozenset({"sent", "delivered", "seen"})
# Told by people, and by nobody else.
BY_HAND = "manual"
# Said on Discord, which does not list its chats, before the week in which nothing ran.
BEFORE = "We talked before that week."


@dataclass
class ChannelJudge:
    """`doubles` and `repeats` are filled by `findings`, by channel."""

    handed: Handed
    books: Books
    # Answers that customers see twice, and those that their vendor knew again.
    doubles: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)

    def findings(self) -> list[Finding]:
        """Return every item that is lost, doubled, stuck or nobody's, and every wrong answer."""
        written = by_token(self.books.written, self._token)
        self._taken = TakenJudge(ABOUT, self.handed, written, {}, self.books.stuck)
        self._of_case = {row["case"]: row["token"] for row in self.books.written if row["token"]}
        return list(dict.fromkeys([*self._taken.findings(), *self._answers()]))

    def _token(self, row: Row) -> str:
        """What nobody sent has no name."""
        if row["body"] == BEFORE:
            return BEFORE
        return str(row["token"]) if row["token"] in self.handed.sent else ""

    def _answers(self) -> Iterator[Finding]:
        """Each answer reached its vendor, under one name where that knows it again."""
        given: defaultdict[tuple[str, str, bool], list[str | None]] = defaultdict(list)
        for line in self.handed.got:
            for case in self._of_case:
                if case in line["text"]:
                    is_reply = f"Answer {case}." in line["text"]
                    given[line["kind"], case, is_reply].append(line["key"])
        for row in self.books.said:
            if row["channel"] == BY_HAND or row["state"] not in GONE_OUT:
                continue
            keys = given[row["channel"], row["case"], row["kind"] == "message"]
            yield from self._given(row, keys)
        yield from self._silent()

    def _given(self, row: Row, keys: list[str | None]) -> Iterator[Finding]:
        token, channel = self._of_case.get(row["case"], ""), row["channel"]
        words = f"entry {row['seq']} of case {row['case']}"
        if not keys:
            yield self._taken.finding("unanswered", token, f"{words}: told as sent, never given")
        elif None in keys:
            self.doubles[channel] += len(keys) - 1
        elif len(set(keys)) > 1:
            names = f"under {len(set(keys))} names"
            yield self._taken.finding("answered twice", token, f"{words}: given {names}")
        else:
            self.repeats[channel] += len(keys) - 1

    def _silent(self) -> Iterator[Finding]:
        """In each case the customer was told that it arrived, and was answered."""
        said = Counter((row["case"], row["kind"]) for row in self.books.said)
        channels = {row["case"]: row["channel"] for row in self.books.written}
        for case, token in self._of_case.items():
            wanted = ("message",) if channels[case] == BY_HAND else ("message", "acknowledged")
            for kind in wanted:
                if said[case, kind] != 1:
                    words = f"{said[case, kind]} of kind {kind} in case {case}"
                    yield self._taken.finding("unanswered", token, words)
