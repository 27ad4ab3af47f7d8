"""Our own line in each mail that we send: whoever answers writes above it."""

from __future__ import annotations

import re

from pharos.channels.mail.folding.vocabulary import languages

SHAPE = re.compile(r"#{2,4} ?[-\u2013\u2014].{1,200}[-\u2013\u2014] ?#{2,4}")
FALLBACK = "en"


def marker_in(language: str) -> str:
    """Return the line in a language such as `ko` or `zh-Hans`; in English if we lack that one."""
    known = languages()
    words = known.get(language.lower().replace("-", "_")) or known[FALLBACK]
    return f"##- {words['write_above'][0]} -##"
