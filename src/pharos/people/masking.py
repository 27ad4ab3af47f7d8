"""What partners do not read: who the customer is, and by what they could be reached.

Hashes, addresses of wallets and order numbers stay: without them nobody could help. What a customer
could be reached by is besides `covered` for everybody, until somebody says why they want it.
"""

from __future__ import annotations

import re

# Left and right of it nothing that would make it part of a longer word.
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.+-])(?:"
    r"\+\d{1,3}(?:[ .()/-]{0,2}\d){6,13}"  # international
    r"|\(?0\d(?:[ .()/-]{0,2}\d){7,10}"  # national, with the zero that is dialled first
    r"|1[3-9]\d{9}"  # a Chinese mobile
    r")(?![\w-]|[.,]\d)"
)
HIDDEN = "•••"
# The last two of fewer characters would tell too much.
TELLS_MUCH = 5


def masked(text: str) -> str:
    """Return the text without e-mail addresses and telephone numbers."""
    return PHONE.sub(HIDDEN, EMAIL.sub(f"{HIDDEN}@{HIDDEN}", text))


def covered(value: str) -> str:
    """Return enough of an address or a number to tell it from another, and not to use it."""
    if "@" in value:
        return f"{value[:1]}{HIDDEN}@{HIDDEN}"
    return HIDDEN + value[-2:] if len(value) > TELLS_MUCH else HIDDEN
