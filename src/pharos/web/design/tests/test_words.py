"""Every sentence of ours is there in every language that we promise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from pharos.web.design.templatetags.design import initials, language_name, local_time

LANGUAGES = ["zh_Hans", "ko", "es"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def messages(language: str) -> list[Message]:
    path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    missing = [str(each.id) for each in messages(language) if not each.string or each.fuzzy]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language: str) -> None:
    for each in messages(language):
        # A language may have fewer forms than English; the last, for many, says how many.
        wanted = sorted(PLACEHOLDER.findall(forms(each.id)[-1]))
        *others, most = forms(each.string)
        assert sorted(PLACEHOLDER.findall(most)) == wanted, each.id
        assert all(set(PLACEHOLDER.findall(form)) <= set(wanted) for form in others), each.id


def forms(words: str | Iterable[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or [""])


def test_all_languages_have_the_same_sentences() -> None:
    first, *others = [{str(each.id) for each in messages(code)} for code in ["en", *LANGUAGES]]

    assert first
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dana", "DA"), ("Dana Kovac", "DK"), ("민준", "민"), ("陈 伟", "陈"), ("", "?"), ("x", "X")],
)
def test_avatar_shows_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_languages_are_named_in_the_readers_own() -> None:
    with translation.override("es"):
        assert language_name("ko") == "coreano"
    with translation.override("zh-hans"):
        assert language_name("ko") == "韩语"
    assert language_name("tlh-nonsense-123") == "tlh-nonsense-123"


def test_time_is_readable_without_a_script() -> None:
    at = datetime(2026, 9, 1, 9, 12, tzinfo=UTC)

    assert '<time datetime="2026-09-01T09:12:00+00:00">2026-09-01 09:12 UTC</time>' in local_time(
        at
    )
    assert local_time(None) == ""
