"""Numbers of payment cards, told from order numbers, UIDs and phone numbers.

A card number has the length that its issuer's prefix asks for, and Luhn's check digit. One in
fifty random numbers of 16 digits has both, so the word nearest to it decides where one says what
it is ("order", "UID"); written in the groups of a card it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pharos.safety.cues import CARD, NUMBERED, nearest_before
from pharos.safety.findings import Span

SHORTEST_CARD: Final = 13

# Digits as on the card: 4-4-4-4-3, 4-4-4-4, 4-6-5, 4-6-4, 6-13.
_GROUPED: Final = (
    r"62[0-9]{2}([ \u00a0.\-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{3}"
    r"|[0-9]{4}([ \u00a0.\-])[0-9]{4}\2[0-9]{4}\2[0-9]{4}"
    r"|[0-9]{4}([ \u00a0.\-])[0-9]{6}\3[0-9]{4,5}|[0-9]{6}[ \u00a0\-][0-9]{13}"
)
# Not the end of a longer number or name, of an IBAN, a phone number, an amount.
NUMBER: Final = re.compile(
    rf"(?<![0-9A-Za-z_#№+$€£¥])(?<![0-9][.,])(?<![0-9A-Za-z]-)(?<![A-Za-z]{{2}}[0-9]{{2}} )"
    rf"(?<![0-9]{{4}} )(?:{_GROUPED}|[0-9]{{13,19}})(?![0-9A-Za-z_])(?![.,\-][0-9])"
)
_DIGITS: Final = re.compile(r"[^0-9]")
# What people write after it: until when it is good, and the code from its back.
TAIL: Final = re.compile(
    r"[\s,;/|]{1,3}(?:exp\w{0,6}[ :.]{0,2})?(?:0[1-9]|1[0-2])\s?[/\-]?\s?(?:20)?[2-4][0-9][\s,;/"
    r"|]{1,3}([0-9]{3,4})(?![0-9A-Za-z])"
)

# Prefixes of the large schemes, each with the lengths that it issues.
ISSUERS: Final = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}"
    r"|2(?:2(?:2[1-9]|[3-9][0-9])|[3-6][0-9]{2}|7(?:[01][0-9]|20))[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|09|6[0-9]|[89][0-9])[0-9]{11}"
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
    r"|62[0-9]{14,17}|220[0-4][0-9]{12,15}"
)
# Those of single countries, and the oldest: only in the groups of a card, or after its name.
RARER: Final = re.compile(
    r"(?:50|5[6-9]|6[0-9])[0-9]{11,17}|9792[0-9]{12}|9704[0-9]{12,15}|9[0-9]{15}|81[0-9]{14}"
)
_SHORT_VISA: Final = 13


def card_numbers(folded: str) -> Iterator[Span]:
    """Where numbers of payment cards stand."""
    for match in NUMBER.finditer(folded):
        digits = _DIGITS.sub("", match.group())
        if luhn_holds(digits) and _is_card(folded, match, digits):
            yield Span(match.start(), match.end(), "card_number")
            if tail := TAIL.match(folded, match.end()):
                yield Span(tail.start(1), tail.end(1), "card_code")


def _is_card(folded: str, match: re.Match[str], digits: str) -> bool:
    is_issued = ISSUERS.fullmatch(digits) is not None
    if not (is_issued or RARER.fullmatch(digits)):
        return False
    if len(digits) < len(match.group()):
        return True
    card = nearest_before(CARD, folded, match.start())
    if nearest_before(NUMBERED, folded, match.start()) > card:
        return False
    return card >= 0 or (is_issued and len(digits) > _SHORT_VISA)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1)."""
    odd = sum(int(digit) for digit in digits[-1::-2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0
