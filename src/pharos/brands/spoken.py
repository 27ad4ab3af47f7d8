"""What a brand says in several languages."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return the wording in the reader's language, in a near one, or in English."""
    tags = {tag.lower(): text for tag, text in words.items()}
    wanted = language.lower()
    for tag in (wanted, *(t for t in tags if t.split("-")[0] == wanted.split("-")[0]), "en"):
        if tag in tags:
            return tags[tag]
    return next(iter(words.values()))
