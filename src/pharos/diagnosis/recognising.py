"""From what somebody wrote to what can be looked up: hashes, addresses, numbers of orders."""

from __future__ import annotations

import re
from typing import Final

# A hash of a transaction in the forms that customers paste; what it is of, the chains tell.
HASH: Final = re.compile(r"(?<![0-9A-Za-z])(0x[0-9a-fA-F]{64}|[0-9a-fA-F]{64})(?![0-9A-Za-z])")


def inputs_in(text: str) -> dict[str, str]:
    """Return the inputs that the text names, the first of each kind. Empty if there are none."""
    found = HASH.search(text)
    return {"txid": found.group(1)} if found else {}
