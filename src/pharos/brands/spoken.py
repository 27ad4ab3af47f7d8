"""What a brand says in several languages, for one reader."""

from __future__ import annotations

from collections.abc import Mapping

from pharos.brands.profile import Profile


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return the wording in the reader's language, in a near one, or in English."""
    tags = {tag.lower(): text for tag, text in words.items()}
    wanted = language.lower()
    for tag in (wanted, *(t for t in tags if t.split("-")[0] == wanted.split("-")[0]), "en"):
        if tag in tags:
            return tags[tag]
    return next(iter(words.values()))


def policy_link(profile: Profile, reason: str, language: str) -> str:
    """Where a customer reads what is to be known about why they came; empty if nothing is said."""
    found = profile.policies_for(reason)
    return in_language(found[0].links, language) if found else ""
