"""Names of files, what was read from pictures, and phrases between the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.safety.findings import MARKERS
from pharos.safety.phrases import FEWEST, FEWEST_DIFFERENT
from pharos.safety.screening import screen, screen_file_name, screen_read
from pharos.safety.tests.secrets import phrase_words

MARKER = MARKERS["recovery_phrase"]
READ = "legai winner thank year vvave sausage w0rth usefu1 lega1 winner thank yel-\nlow"


def test_a_phrase_that_was_read_with_mistakes_is_found_and_prose_is_not() -> None:
    assert screen(READ).removed == ()
    assert screen_read(READ).kinds == ("recovery_phrase",)

    for prose in (
        "Your w1thdrawal of 250 USDT is pending. Please check your mail to confirm it.",
        "Transfers may show up as pending for up to one day while they are processed.",
    ):
        assert screen_read(prose).text == prose


@given(phrase_words(), st.data())
def test_what_is_found_in_a_text_is_found_in_what_was_read(
    words: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    cut = [*words[:at], f"{words[at][:2]}-\n{words[at][2:]}", *words[at + 1 :]]

    assert screen_read("\n".join(words)).removed
    assert screen_read(" ".join(cut)).removed


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("legal_winner_thank_year_wave_sausage_worth_useful_legal_winner_thank_yellow.txt",
         ("recovery_phrase",)),
        ("my-password-Hunter22.png", ("password",)),
        ("IMG_20240311_123456.png", ()),
        ("order-4111111111111111.pdf", ()),
    ],
)  # fmt: skip
def test_names_of_files_are_screened(name: str, kinds: tuple[str, ...]) -> None:
    assert screen_file_name(name).kinds == kinds


@given(
    # Drawn words are hardly ever the same ones; a sentence that is repeated has nothing else.
    phrase_words().filter(lambda words: len(words) - len(set(words)) <= FEWEST - FEWEST_DIFFERENT),
    st.sampled_from(
        ["<tr><td>{nr}</td><td>{word}</td></tr>", "<li>{word}</li>", "Wort {nr}: {word}\n",
         "palabra {nr} es {word}\n", "{word} und ", "{nr}번째 단어는 {word}\n"]
    ),
)  # fmt: skip
def test_a_phrase_between_the_same_words_is_found(words: list[str], form: str) -> None:
    text = "".join(form.format(nr=nr, word=word) for nr, word in enumerate(words, start=1))

    assert screen(text).kinds == ("recovery_phrase",)
