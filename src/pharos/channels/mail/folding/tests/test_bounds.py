"""Nothing is thrown away, and no text makes folding slow."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.channels.mail.folding import (
    attributions,
    endings,
    fold,
    lines,
    openers,
    reading,
    vocabulary,
)
from pharos.channels.mail.folding.tests.fixtures import FOLDER

PARTS = [
    line
    for path in sorted(FOLDER.glob("*.txt"))
    for line in path.read_text("utf-8").splitlines(keepends=True)
    if not line.startswith("@@")
]
MIXED = st.lists(st.sampled_from(PARTS) | st.text(max_size=30), max_size=40).map("".join)
# A block of headers is looked for from each line that may be its first.
MOST_TRIES_A_LINE = openers.MOST_HEADERS
MANY = 400


@settings(deadline=None)
@given(MIXED)
def test_the_pieces_together_are_the_text(text: str) -> None:
    told = fold(text)

    assert "".join(piece.text for piece in told.pieces) == text
    assert told.is_empty or told.words
    assert not (told.is_empty and told.spans())


@pytest.mark.parametrize(
    "line",
    ["On ", "> ", "<", "On 1 <a@b> ", "From: a ", "wrote: ", "--", "# ", "a@", "1.", "https://"],
)
def test_a_line_as_long_as_a_book_is_never_searched(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest: list[int] = [0]
    normal = vocabulary.plain

    def measured(text: str) -> str:
        longest.append(len(text))
        return normal(text)

    monkeypatch.setattr(lines, "plain", measured)

    told = fold(f"Hello.\n{line * 100_000}\n")

    assert told.text == f"Hello.\n{line * 100_000}\n"
    assert 0 < max(longest) <= lines.LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "On 5 January 2027\n",
        "Amara <help@northmere.example>\n",
        "From: a\n",
        "From: a\n\n",
        "Best regards\n",
        "-- \n",
        "---\n",
        "Sent from my iPhone\n\n",
        "-----Original Message-----\n",
        "not the intended recipient\n",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: Counter[str] = Counter()
    for module, name in (
        (openers, "is_attribution"),
        (openers._Reader, "labels"),
        (endings, "is_sign_off"),
        (endings, "_is_prose"),
        (endings, "names_a_device"),
    ):
        real = getattr(module, name)

        def counted(
            *given: object, real: object = real, name: str = name, **more: object
        ) -> object:
            tries[name] += 1
            return real(*given, **more)  # type: ignore[operator]

        monkeypatch.setattr(module, name, counted)

    fold("Hello.\n\n" + text * MANY)

    count = MANY * text.count("\n") + 2
    assert all(tried <= MOST_TRIES_A_LINE * count for tried in tries.values()), tries


def patterns() -> list[re.Pattern[str]]:
    words = vocabulary.vocabulary()
    found = [getattr(words, each.name) for each in fields(words)]
    for module in (attributions, endings, lines, openers, reading, vocabulary):
        found += vars(module).values()
    return [each for each in found if isinstance(each, re.Pattern)]


def test_no_pattern_repeats_what_already_repeats() -> None:
    nested = re.compile(r"[*+}][^()\[\]|]{0,3}\)[*+{]")

    known = patterns()

    assert len(known) > 20
    assert [each.pattern for each in known if nested.search(each.pattern)] == []
    assert nested.search(r"(a+)+")
