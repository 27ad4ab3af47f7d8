"""What mail programs write around a reply, in twenty languages, is told apart from the words."""

from __future__ import annotations

import pytest

from pharos.channels.mail.folding import fold
from pharos.channels.mail.folding.tests.fixtures import MAILS
from pharos.channels.mail.folding.vocabulary import languages


@pytest.mark.parametrize(("words", "folded"), MAILS)
def test_the_words_are_what_stands_above_what_the_program_added(words: str, folded: str) -> None:
    told = fold(words + folded)

    assert told.words == words.strip()
    assert told.text == words + folded
    assert not told.is_empty


@pytest.mark.parametrize(("words", "folded"), MAILS)
def test_answers_below_a_marked_quote_stay_words(words: str, folded: str) -> None:
    is_marked = folded.rstrip().splitlines()[-1].startswith(">")

    told = fold(f"{words}{folded}\nThis stands below.\n")

    assert told.words.endswith("This stands below.") == is_marked


def test_every_language_has_its_words_and_each_of_them_is_text() -> None:
    kinds = {"opens", "wrote", "weekdays", "from", "sent", "to", "copy", "subject", "original"}
    kinds |= {"forwarded", "device", "not_a_device", "sign_off", "disclaimer", "write_above"}

    assert len(languages()) == 20
    for name, words in languages().items():
        assert kinds <= set(words), name
        lists = [words[kind] for kind in kinds - {"device"}] + list(words["device"].values())
        assert all(isinstance(phrase, str) for phrases in lists for phrase in phrases), name
