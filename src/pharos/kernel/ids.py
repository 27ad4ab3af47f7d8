"""Numbers that people say aloud."""

from __future__ import annotations

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

# No vowels, so that no word appears; none of 0 O 1 I L 5 S, which are read for one another.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXYZ"
LENGTH = 8
WEIGHTS = tuple(len(ALPHABET) ** place for place in range(LENGTH))


def new_case_number() -> str:
    """Return a fresh case number such as `7KQF-3MDW-X`.

    Eight symbols of 26 drawn by the operating system's generator (37 bits, so numbers cannot be
    counted up or guessed) and a check character by ISO 7064 MOD 37,36, which finds any one
    wrong character and any two neighbours changed about.
    """
    while True:
        drawn = secrets.randbelow(len(ALPHABET) ** LENGTH)
        body = "".join(ALPHABET[drawn // weight % len(ALPHABET)] for weight in WEIGHTS)
        check = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return f"{body[:4]}-{body[4:]}-{check}"


def parse_case_number(spoken: str) -> str | None:
    """Return the number as we write it, or None if it is misheard: case and dashes are free."""
    plain = "".join(c for c in spoken.upper() if c.isalnum())
    if len(plain) != LENGTH + 1 or any(c not in ALPHABET for c in plain):
        return None
    try:
        mod_37_36.validate(plain)
    except ValidationError:
        return None
    return f"{plain[:4]}-{plain[4:8]}-{plain[8]}"
