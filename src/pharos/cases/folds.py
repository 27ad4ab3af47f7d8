"""Which parts of what was written are shown folded: an entry's payload says where they stand.

Its `fold` is a list of start, end and kind, counted in characters of the body as it is kept, which
is after screening. The body itself is whole: what is folded is one click away, and is proved and
found like the rest. Whatever shows a body asks `parts_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

WORDS = "words"
# What a fold is called that holds several kinds: the first of these.
TELLING = ("quote", "signature", "disclaimer", "marker")

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a body: words, or what is folded between them."""

    kind: str
    text: str

    @property
    def is_folded(self) -> bool:
        return self.kind != WORDS


def parts_of(body: str, payload: Payload | None) -> list[Part]:
    """Return the body's parts in their order, neighbours that are folded together as one.

    Nothing where nothing is folded, or where nothing would be left to read.
    """
    runs = groupby(_cut(body, payload), key=lambda part: part.is_folded)
    parts = [_joined(list(run)) for _is_folded, run in runs]
    shown = [part for part in parts if part.text.strip()]
    has_both = {part.is_folded for part in shown} == {True, False}
    return shown if has_both else []


def changed(
    body: str, payload: Payload | None, change: Callable[[str], str]
) -> tuple[str, Payload | None]:
    """Return the body after `change`, part by part, and the payload with its folds moved along."""
    parts = [Part(part.kind, change(part.text)) for part in _cut(body, payload)]
    if not parts or payload is None:
        return change(body), payload
    fold, start = [], 0
    for part in parts:
        end = start + len(part.text)
        fold += [[start, end, part.kind]] if part.is_folded else []
        start = end
    return "".join(part.text for part in parts), payload | {"fold": fold}


def _cut(body: str, payload: Payload | None) -> list[Part]:
    """Return words and folds in turn, all of the body; nothing if the folds do not fit it."""
    fold: Any = (payload or {}).get("fold")
    if not _fits(fold, len(body)):
        return []
    return [part for part in _between(body, fold) if part.text]


def _between(body: str, fold: list[tuple[int, int, str]]) -> Iterator[Part]:
    at = 0
    for start, end, kind in fold:
        yield Part(WORDS, body[at:start])
        yield Part(kind, body[start:end])
        at = end
    yield Part(WORDS, body[at:])


def _fits(fold: Any, length: int) -> bool:
    """Whether these are folds of a body as long: in order, apart, of kinds that we know."""
    if not isinstance(fold, list) or not fold or not all(_is_span(span) for span in fold):
        return False
    starts_after = all(before[1] <= after[0] for before, after in pairwise(fold))
    return starts_after and fold[0][0] >= 0 and fold[-1][1] <= length


def _is_span(span: Any) -> bool:
    return (
        isinstance(span, list | tuple)
        and [type(value) for value in span] == [int, int, str]
        and span[0] <= span[1]
        and span[2] in TELLING
    )


def _joined(run: list[Part]) -> Part:
    kinds = {part.kind for part in run}
    kind = next((each for each in TELLING if each in kinds), WORDS)
    return Part(kind, "".join(part.text for part in run))
