"""The judge compares what clients were told with what is written. It knows no code of the product.

Every message of the drill has words of its own, so it is recognised by them even where its token,
its place or its conversation is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pharos.bench.drills.evidence import Line, Story

CUSTOMER, STAFF = "customer", "staff"
AUTHORS = {CUSTOMER: "customer", STAFF: "agent", "system": "system", "bot": "bot"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that must not be, with its ids."""

    kind: str
    conversation: str
    token: str = ""
    position: int | None = None
    words: str = ""

    def __str__(self) -> str:
        ids = f"conversation {self.conversation} token {self.token} position {self.position}"
        return f"{self.kind}: {ids} {self.words}".rstrip()


@dataclass
class Judge:
    """Everything that was written, and what each client says about it."""

    customers: list[Story]
    agents: list[Story]
    ledger: list[Line]

    def findings(self) -> list[Finding]:
        """Return every loss, doubling and disorder."""
        self._by_text: defaultdict[str, list[Line]] = defaultdict(list)
        self._visible: defaultdict[str, list[Line]] = defaultdict(list)
        for entry in self.ledger:
            if entry["kind"] == "message":
                self._by_text[entry["body"]].append(entry)
            if entry["position"] is not None:
                self._visible[entry["conversation"]].append(entry)
        for entries in self._visible.values():
            entries.sort(key=lambda entry: entry["position"])
        found = [*self._unsent(), *self._doubled()]
        for story in self.customers:
            found += [*self._acknowledged(story), *_refusals(story), *self._received(story)]
        for story in self.agents:
            found += [*self._answered(story), *_refusals(story)]
        return list(dict.fromkeys(found))

    def _acknowledged(self, story: Story) -> Iterator[Finding]:
        """Every acknowledged message is written, at the position that was told, in order."""
        last, seen = 0, set()
        for ack in story.acks:
            token, position = ack["token"], ack["position"]
            text = story.sent[token]["text"]
            where = [e for e in self._by_text.get(text, []) if e["author_kind"] == CUSTOMER]
            ids = {"conversation": story.conversation, "token": token, "position": position}
            if not where:
                yield Finding(kind="lost", **ids, words="acknowledged and not written")
            elif not any(_is_at(entry, story.conversation, token, position) for entry in where):
                places = [(e["conversation"], e["token"], e["position"]) for e in where]
                yield Finding(kind="moved", **ids, words=f"acknowledged, but written at {places}")
            if ack["text"] != text:
                yield Finding(kind="garbled", **ids, words="acknowledged with other words")
            if token not in seen and position <= last:
                yield Finding(kind="disorder", **ids, words=f"sent after position {last}")
            seen.add(token)
            last = max(last, position)

    def _answered(self, story: Story) -> Iterator[Finding]:
        """Every answer that an agent was told of is written, in that case."""
        for ack in story.acks:
            sent = story.sent[ack["token"]]
            where = [e for e in self._by_text.get(sent["text"], []) if e["author_kind"] == STAFF]
            if not any(e["token"] == ack["token"] and e["case"] == sent["case"] for e in where):
                words = f"the answer to case {sent['case']} is not written there"
                yield Finding(kind="lost", conversation="", token=ack["token"], words=words)

    def _unsent(self) -> Iterator[Finding]:
        """Nothing is written that nobody sent."""
        of_customers = {
            (s.conversation, t["text"]) for s in self.customers for t in s.sent.values()
        }
        of_agents = {line["text"] for story in self.agents for line in story.sent.values()}
        for entry in self.ledger:
            if entry["kind"] != "message":
                continue
            said = (entry["conversation"], entry["body"])
            known = (
                entry["body"] in of_agents
                if entry["author_kind"] == STAFF
                else (said in of_customers)
            )
            if not known:
                yield _about(entry, "unsent", "written, and nobody sent it there")

    def _doubled(self) -> Iterator[Finding]:
        """Nothing is written twice. The token named is the first one's."""
        for entries in self._by_text.values():
            for entry in entries[1:]:
                words = f"written again under token {entry['token']}"
                yield _about({**entry, "token": entries[0]["token"]}, "doubled", words)

    def _received(self, story: Story) -> Iterator[Finding]:
        """Every tab got every position once, in order, up to the last, and as it is written."""
        written = self._visible[story.conversation]
        for view, got in story.views.items():
            times = Counter(entry["position"] for entry in got)
            for position, count in times.items():
                if count > 1:
                    words = f"arrived {count} times in tab {view}"
                    yield self._place(story, "arrived twice", position, words)
            if any(b["position"] < a["position"] for a, b in pairwise(got)):
                yield self._place(story, "disorder", got[-1]["position"], f"tab {view} went back")
            for entry in written:
                if entry["position"] not in times:
                    yield _about(entry, "not delivered", f"never arrived in tab {view}")
            yield from self._as_written(story, got)

    def _as_written(self, story: Story, got: Iterable[Line]) -> Iterator[Finding]:
        written = {entry["position"]: entry for entry in self._visible[story.conversation]}
        for entry in got:
            stands = written.get(entry["position"])
            if stands is None or (entry["text"], entry["author"]) != (
                stands["body"],
                AUTHORS[stands["author_kind"]],
            ):
                words = "what arrived is not what is written"
                yield self._place(story, "garbled", entry["position"], words)

    def _place(self, story: Story, kind: str, position: int, words: str) -> Finding:
        entries = self._visible[story.conversation]
        token = next((e["token"] or "" for e in entries if e["position"] == position), "")
        return Finding(
            kind=kind, conversation=story.conversation, token=token, position=position, words=words
        )


def unnamed(findings: list[Finding], planted: Iterable[Line]) -> list[str]:
    """Return what a planted bug spoiled and the judge did not name: then the judge is blind."""
    named = {finding.token for finding in findings}
    missed = {one["token"] for one in planted if one["token"]} - named
    return sorted(missed) if findings else ["anything at all"]


def _is_at(entry: Line, conversation: str, token: str, position: int) -> bool:
    return (entry["conversation"], entry["token"], entry["position"]) == (
        conversation,
        token,
        position,
    )


def _about(entry: Line, kind: str, words: str) -> Finding:
    return Finding(
        kind=kind,
        conversation=entry["conversation"] or "",
        token=entry["token"] or "",
        position=entry["position"],
        words=words,
    )


def _refusals(story: Story) -> Iterator[Finding]:
    """No honest client is turned away for good."""
    for line in story.refused:
        words = f"refused with {line['status']} {line['told']}"
        yield Finding(
            kind="refused", conversation=story.conversation, token=line["token"], words=words
        )
