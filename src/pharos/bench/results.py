"""What a benchmark says: one figure, its peer, and whether the goal holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure. `ratio` is turned so that larger is better; None where the peer is absent."""

    id: str
    name: str
    value: float
    unit: str
    peer: str
    peer_value: float | None
    ratio: float | None
    goal: float | None
    worst: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None where there is none or nothing to compare with."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio >= self.goal


@dataclass(slots=True)
class Rounds:
    """What one contestant reached in each round, in turn with the others."""

    values: list[float] = field(default_factory=list)

    def add(self, value: float) -> None:
        self.values.append(value)

    @property
    def median(self) -> float:
        return median(self.values)


def compared(ours: Rounds, theirs: Rounds, *, smaller_is_better: bool = False) -> list[float]:
    """Return each round's ratio, larger being better. The turn of a round is shared."""
    pairs = zip(ours.values, theirs.values, strict=True)
    # A contestant that got nothing through in a round has no ratio there.
    fair = [(a, b) for a, b in pairs if a and b]
    return [(b / a if smaller_is_better else a / b) for a, b in fair]


def against(
    result: Result, ours: Rounds, theirs: Rounds | None, *, smaller_is_better: bool = False
) -> Result:
    """Fill in medians, the median of the rounds' ratios and the worst of them."""
    filled = asdict(result) | {"value": ours.median}
    if theirs is None or not any(theirs.values):
        filled |= {"peer_value": None, "ratio": None, "note": result.note or "peer absent"}
    else:
        ratios = compared(ours, theirs, smaller_is_better=smaller_is_better)
        filled |= {
            "peer_value": theirs.median,
            "ratio": median(ratios),
            "worst": min(ratios),
        }
    return Result(**filled)


def tell(results: Iterable[Result], *, as_json: bool) -> None:
    """Print each result as it comes: a JSON object a line, or a line to read."""
    for result in results:
        print(_as_json(result) if as_json else _as_text(result))
        sys.stdout.flush()


def _as_json(result: Result) -> str:
    return json.dumps(
        {name: _rounded(value) for name, value in asdict(result).items()} | {"holds": result.holds}
    )


def _as_text(result: Result) -> str:
    verdict = {True: "holds", False: "FALLS SHORT", None: "no goal"}[result.holds]
    theirs = "absent" if result.peer_value is None else f"{result.peer_value:,.4g}"
    ratio = "-" if result.ratio is None else f"{result.ratio:.2f}x"
    worst = "" if result.worst is None else f" (worst {result.worst:.2f}x)"
    goal = "" if result.goal is None else f" of {result.goal:g}x"
    line = (
        f"{result.id}  {result.name}: {result.value:,.4g} {result.unit}; "
        f"{result.peer}: {theirs}; {ratio}{worst}{goal}, {verdict}"
    )
    return f"{line}\n    {result.note}" if result.note else line


def _rounded(value: object) -> object:
    return float(f"{value:.5g}") if isinstance(value, float) else value
