"""Running a diagnoser: what it needs is checked first, what it misses becomes UNKNOWN."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.facts import Figure, Said
from pharos.diagnosis.findings import Certainty, Finding, Missing, Step, Watch
from pharos.exchange.objects.base import Disclosure

UNKNOWN: Final = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a diagnoser's own code returns; the runner makes a `Finding` of it."""

    outcome: str
    said: tuple[Said, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    evidence: dict[str, Figure] = field(default_factory=dict)
    eta: Figure | None = None
    steps: tuple[Step, ...] = ()
    note: str = ""
    disclosure: Disclosure = "OPEN"
    watch: Watch | None = None
    missing: tuple[Missing, ...] = ()
    is_fine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnoser:
    """One of the forty. `assurance` is how far the customer must be proved (AL0 to AL4)."""

    id: str
    name: str
    version: int
    outcomes: tuple[str, ...]
    words: dict[str, str]
    codes: dict[str, str]
    assurance: int
    behaviour: Callable[[Ask], Found]

    def run(self, ask: Ask) -> Finding:
        """Find out. Never raises for what a source does; never guesses."""
        asked_before = len(ask.facts)
        if ask.assurance < self.assurance or (self.assurance and not ask.customer):
            return self._finding(ask, Found(outcome="NOT_PROVED", certainty=Certainty.UNKNOWN))
        try:
            found = self.behaviour(ask)
        except Missed as missed:
            found = Found(outcome=UNKNOWN, certainty=Certainty.UNKNOWN, missing=(missed.missing,))
        assert found.outcome in (*self.outcomes, UNKNOWN), found.outcome
        assert asked_before <= len(ask.facts), "facts are only added"
        return self._finding(ask, found)

    def _finding(self, ask: Ask, found: Found) -> Finding:
        return Finding(
            diagnoser=self.id,
            version=self.version,
            run_at=ask.at,
            facts=tuple(ask.facts),
            outcome=found.outcome,
            certainty=found.certainty,
            said=found.said or self._silence(found),
            evidence=found.evidence,
            eta=found.eta,
            steps=found.steps,
            note=found.note,
            disclosure=found.disclosure,
            watch=found.watch,
            missing=found.missing,
            is_fine=found.is_fine,
        )

    def _silence(self, found: Found) -> tuple[Said, ...]:
        """An honest sentence for whoever finds nothing out."""
        if found.outcome == "NOT_PROVED":
            return (Said(key="any.sign_in"),)
        if found.outcome != UNKNOWN or not found.missing:
            return ()
        is_chain = found.missing[0].source.startswith("chain")
        return (Said(key="any.chain_away" if is_chain else "any.exchange_away"),)


REGISTRY: dict[str, Diagnoser] = {}
# The contract's codes in words where none of the diagnoser's own is meant: the first that there is.
CODES: dict[str, str] = {}


def all_diagnosers() -> dict[str, Diagnoser]:
    """All forty by id. Read when somebody first looks: no process waits for them at its start."""
    importlib.import_module("pharos.diagnosis.diagnosers")
    return REGISTRY


def diagnoser(  # noqa: PLR0913 - what a diagnoser consists of
    id: str,  # noqa: A002 - the field's own name
    name: str,
    *,
    version: int = 1,
    outcomes: tuple[str, ...],
    words: dict[str, str],
    codes: Mapping[str, str] | None = None,
    assurance: int = 2,
) -> Callable[[Callable[[Ask], Found]], Diagnoser]:
    """Make a diagnoser of a function.

    `words` are its sentences by key and `codes` the contract's codes that stand in them, both
    ready for translation (`gettext_noop`).
    """
    worded = dict(codes or {})
    for code, text in worded.items():
        CODES.setdefault(code, text)

    def made(behaviour: Callable[[Ask], Found]) -> Diagnoser:
        assert id not in REGISTRY, f"{id} is there twice"
        one = Diagnoser(
            id=id,
            name=name,
            version=version,
            outcomes=outcomes,
            words={f"{id}.{key}": text for key, text in words.items()},
            codes=worded,
            assurance=assurance,
            behaviour=behaviour,
        )
        REGISTRY[id] = one
        return one

    return made
