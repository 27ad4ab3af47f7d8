"""The judge compares what senders were told with what is written. It knows no code of the product.

Each mail has a Message-ID of its own in front of whatever was done to it, so it is recognised by
that: in what reception remembers, in the ledger, and in what is answered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pharos.bench.drills.judge import Finding
from pharos.bench.drills.mail.evidence import Books, hashed
from pharos.bench.drills.mail.letters import MACHINE, PERSON
from pharos.bench.drills.taken import Handed, TakenJudge, by_token

FIRST = 1
ABOUT = "mail"


@dataclass
class MailJudge:
    """What the senders and the sink say, and what stands in the database."""

    diaries: Handed
    books: Books

    def findings(self) -> list[Finding]:
        """Return every mail that is lost, doubled, stuck, nobody's, or answered wrongly."""
        tokens = {hashed(token): token for token in self.diaries.sent}
        taken = TakenJudge(
            about=ABOUT,
            handed=self.diaries,
            received=by_token(self.books.received, lambda row: tokens.get(row["hashed"], "")),
            entries=by_token(self.books.written, lambda row: str(row["token"])),
            stuck=self.books.stuck,
        )
        return list(dict.fromkeys([*taken.findings(), *self._answers()]))

    def _answers(self) -> Iterator[Finding]:
        """A person's conversation is acknowledged once, and a machine's never.

        Once each it is told besides which of its files were not taken.
        """
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
            told = self.books.told.get(row["conversation_id"], 0)
            sent = len(mails[row["conversation_id"]]) - told
            if written != 1 or sent != 1:
                kind = "unanswered" if min(written, sent) <= 0 else "answered twice"
                words = f"{written} acknowledgements written, {sent} sent"
                yield _about(kind, row["token"], words)

    def _kind(self, token: str) -> str:
        return str(self.diaries.sent.get(token, {}).get("kind", ""))

    def kinds(self) -> Counter[str]:
        """How many acknowledged mails there were of each kind."""
        return Counter(self._kind(token) for token in self.diaries.acks)


def _about(kind: str, token: str, words: str) -> Finding:
    return Finding(kind=kind, conversation=ABOUT, token=token, words=words)
