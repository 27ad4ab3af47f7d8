"""The judge compares what senders were told with what is written. It knows no code of the product.

Each mail has a Message-ID of its own in front of whatever was done to it, so it is recognised by
that: in what reception remembers, in the ledger, and in what is answered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pharos.bench.drills.judge import Finding
from pharos.bench.drills.mail.evidence import Books, Diaries, Row, hashed
from pharos.bench.drills.mail.letters import MACHINE, PERSON

FIRST = 1


@dataclass
class MailJudge:
    """What the senders and the sink say, and what stands in the database."""

    diaries: Diaries
    books: Books

    def findings(self) -> list[Finding]:
        """Return every mail that is lost, doubled, stuck, nobody's, or answered wrongly."""
        self._tokens = {hashed(token): token for token in self.diaries.sent}
        self._received: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.books.received:
            self._received[self._tokens.get(row["hashed"], "")].append(row)
        self._entries: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.books.written:
            self._entries[row["token"]].append(row)
        found = [*self._unsent(), *self._refused(), *self._stuck(), *self._answers()]
        for token in sorted(self.diaries.sent):
            found += self._mail(token)
        return list(dict.fromkeys(found))

    def _mail(self, token: str) -> Iterator[Finding]:
        """An acknowledged mail has one entry, in a case with an owner and a clock."""
        rows, entries = self._received.get(token, []), self._entries.get(token, [])
        if token in self.diaries.acks and not (rows and any(row["is_written"] for row in rows)):
            yield _about("lost", token, "acknowledged and not written")
        places = {(row["case_id"], row["seq"]) for row in [*rows, *entries]}
        if len(places) > 1:
            yield _about("doubled", token, f"written at {sorted(places)}")
        for row in rows:
            if not (row["case"] and row["is_owned"]):
                yield _about("unowned", token, f"case {row['case']} belongs to no team")
            if not (row["is_clocked"] or row["is_settled"]):
                yield _about("unclocked", token, f"no clock in case {row['case']}")

    def _unsent(self) -> Iterator[Finding]:
        for row in self._received.get("", []):
            yield _about("unsent", "", f"case {row['case']} entry {row['seq']}: nobody sent it")

    def _refused(self) -> Iterator[Finding]:
        """Nothing that reaches us is turned away for good, however broken it is."""
        for line in self.diaries.refused:
            yield _about("refused", line["token"], line["told"])

    def _stuck(self) -> Iterator[Finding]:
        places = [(row, token) for token, rows in self._received.items() for row in rows]
        at = {(row["case_id"], row["seq"]): token for row, token in places}
        of_case = {row["case_id"]: token for row, token in places}
        for name, case_id, seq in self.books.stuck:
            token = at.get((case_id or 0, seq or 0)) or of_case.get(case_id or 0, "")
            yield _about("stuck", token, f"{name}: case {case_id} entry {seq}")

    def _answers(self) -> Iterator[Finding]:
        """A person's conversation is acknowledged once, and a machine's never."""
        thread = {row["token"]: row["conversation_id"] for row in self.books.written}
        mails: defaultdict[int, set[str]] = defaultdict(set)
        for mail in self.diaries.got:
            answers = mail["In-Reply-To"].strip("<> ")
            if self._kind(answers) == MACHINE:
                yield _about("machine answered", answers, f"with {mail['Message-ID']}")
            mails[thread.get(answers, 0)].add(mail["Message-ID"])
        for row in self.books.written:
            if row["position"] != FIRST or self._kind(row["token"]) != PERSON:
                continue
            written = self.books.answered.get(row["conversation_id"], 0)
            sent = len(mails[row["conversation_id"]])
            if written != 1 or sent != 1:
                kind = "unanswered" if min(written, sent) == 0 else "answered twice"
                words = f"{written} acknowledgements written, {sent} sent"
                yield _about(kind, row["token"], words)

    def _kind(self, token: str) -> str:
        return str(self.diaries.sent.get(token, {}).get("kind", ""))

    def kinds(self) -> Counter[str]:
        """How many acknowledged mails there were of each kind."""
        return Counter(self._kind(token) for token in self.diaries.acks)


def _about(kind: str, token: str, words: str) -> Finding:
    return Finding(kind=kind, conversation="mail", token=token, words=words)
