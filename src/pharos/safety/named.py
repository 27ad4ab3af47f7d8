"""Secrets that a word beside them gives away: codes, cards, passwords, secrets of programs."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import re
from typing import Final

from pharos.safety.cards import card_numbers
from pharos.safety.codes import card_codes, one_time_codes
from pharos.safety.findings import Span
from pharos.safety.passwords import passwords
from pharos.safety.tokens import SHORTEST_TOKEN, api_secrets, authenticator_keys, known_tokens

# A secret has a digit, or stands behind a sign or in quotation marks.
_SIGN: Final = re.compile(r"[0-9:=→>@#$^&*_\"“”「『«`‘]")
_FOURS: Final = re.compile(r"[A-Z2-7]{4}[ \-][A-Z2-7]{4}[ \-]")
_THREE_DIGITS: Final = re.compile(r"[0-9]{3}")
_CARD_DIGITS: Final = re.compile(r"[0-9][0-9 \u00a0.\-]{11,22}[0-9]")


def named_secrets(text: str, folded: str, longest: int) -> list[Span]:
    """Where such secrets stand. `longest` is the length of the longest word of the text."""
    is_long = longest >= SHORTEST_TOKEN
    if not (is_long or _SIGN.search(folded) or " '" in text or _FOURS.search(text)):
        return []
    spans = [*known_tokens(text)] if is_long else []
    if _THREE_DIGITS.search(folded):
        if _CARD_DIGITS.search(folded):
            spans += card_numbers(folded)
        spans += one_time_codes(folded)
        spans += card_codes(folded)
    spans += authenticator_keys(text, folded)
    if is_long:
        spans += api_secrets(text, folded)
    spans += passwords(text, folded)
    return spans
