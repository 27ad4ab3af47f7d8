"""What browsers load that is made from our own rules: patterns, word lists, advice by language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, Final

import orjson
from django.utils.translation import override

from pharos.safety.advice import WHAT_TO_DO, in_words
from pharos.safety.browsers import SCRIPTS, rules, words_of
from pharos.safety.findings import KINDS, MARKERS

# The widget's languages, as its own words are named.
LANGUAGES: Final = ("en", "es", "ko", "zh-Hans")


def _advice(language: str) -> dict[str, dict[str, str]]:
    """What each kind of secret is called where it stood, and what to do."""
    with override(language.lower()):
        return {
            kind: {
                "name": in_words(MARKERS[kind]),
                "advice": str(WHAT_TO_DO[kind]),
            }
            for kind in KINDS
        }


MADE: Final[dict[str, Callable[[], Any]]] = {
    "rules.json": rules,
    **{f"words.{script}.json": partial(words_of, script) for script in (*SCRIPTS, "han")},
    **{f"advice.{language}.json": partial(_advice, language) for language in LANGUAGES},
}


@cache
def made(name: str) -> bytes:
    """Return such a file. It is made once."""
    return orjson.dumps(MADE[name]())
