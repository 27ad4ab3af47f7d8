"""Folding mails of others, and counting how many come out exactly.

The mails lie in a folder: `fixtures/*.txt`, and `peer_outputs_three_parsers.json` with what each
parser made of each. What is right says `expected.json` beside them (file name to text), if it is
there. Without it nothing here can be right or wrong: then it tells how often we do as each of the
parsers does, and how often they do as each other. Texts are compared after their white space is
made single spaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pharos.bench.results import Result
from pharos.channels.mail.folding import fold

OUTPUTS = "peer_outputs_three_parsers.json"
EXPECTED = "expected.json"
GOAL = 1.01  # to beat, and not to equal

Texts = dict[str, str]


def measure(data: Path) -> Iterator[Result]:
    """Give our share right beside that of each parser."""
    mails = {path.name: path.read_text("utf-8") for path in sorted(data.glob("fixtures/*.txt"))}
    outputs = json.loads((data / OUTPUTS).read_text("utf-8"))
    ours = {name: spaced(fold(text).words) for name, text in mails.items()}
    peers = {
        peer: {name: spaced(told[peer] or "") for name, told in outputs.items()}
        for peer in sorted(next(iter(outputs.values())))
    }
    told = data / EXPECTED
    if not told.is_file():
        yield from _alike(ours, peers)
        return
    right = {name: spaced(text) for name, text in json.loads(told.read_text("utf-8")).items()}
    note = f"{_missed(ours, right)}; {_agreed(ours, peers)}"
    for peer, theirs in peers.items():
        yield _compared(peer, _share(ours, right), _share(theirs, right), note)


def _alike(ours: Texts, peers: dict[str, Texts]) -> Iterator[Result]:
    """How often we do as each parser does; beside it, how often another parser does, at best."""
    for peer, theirs in peers.items():
        others = [_share(made, theirs) for name, made in peers.items() if name != peer]
        yield Result(
            id="F1",
            name=f"mails folded as {peer} folds them",
            value=_share(ours, theirs),
            unit="of all",
            peer="the other parsers, at best",
            peer_value=max(others),
            ratio=None,
            goal=None,
            note=_agreed(ours, peers),
        )


def spaced(text: str) -> str:
    return " ".join(text.split())


def _missed(ours: Texts, right: Texts) -> str:
    missed = [name for name, text in right.items() if ours[name] != text]
    return f"missed: {', '.join(missed)}" if missed else "none missed"


def _agreed(ours: Texts, peers: dict[str, Texts]) -> str:
    """Say how often we do as all parsers do, where they all do the same."""
    first, *others = peers.values()
    alike = [name for name in first if all(told[name] == first[name] for told in others)]
    same = sum(ours[name] == first[name] for name in alike)
    return f"as all parsers do in {same} of {len(alike)} on which they agree"


def _compared(peer: str, own: float, other: float, note: str) -> Result:
    return Result(
        id="F1",
        name="mails folded exactly",
        value=own,
        unit="of all",
        peer=peer,
        peer_value=other,
        ratio=own / other if other else None,
        goal=GOAL,
        note=note,
    )


def _share(made: Texts, right: Texts) -> float:
    return sum(made[name] == text for name, text in right.items()) / len(right)
