"""A text in pieces: together they are the text, character for character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "quote", "signature", "disclaimer", "marker"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole lines of one kind, line ends included."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The pieces in their order. `is_empty`: nothing but repeated text, so nothing is folded."""

    pieces: tuple[Piece, ...]
    is_empty: bool = False

    @property
    def text(self) -> str:
        """What was folded, unchanged."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def words(self) -> str:
        """What is shown without unfolding; where a quote stood between, an empty line."""
        shown = (piece.text.strip() for piece in self.pieces if piece.kind == "words")
        return "\n\n".join(words for words in shown if words)

    def spans(self) -> list[tuple[int, int, Kind]]:
        """Return what is folded as start, end and kind, counted in characters of the text."""
        spans: list[tuple[int, int, Kind]] = []
        start = 0
        for piece in self.pieces:
            end = start + len(piece.text)
            if piece.kind != "words":
                spans.append((start, end, piece.kind))
            start = end
        return spans
