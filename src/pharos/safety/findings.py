"""What screening reports: where a secret was, of which kind, and never the secret itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

Kind = Literal[
    "recovery_phrase",
    "private_key",
    "api_secret",
    "password",
    "authenticator_key",
    "one_time_code",
    "card_number",
    "card_code",
]

# The one list of kinds, the gravest first: names, advice, markers and screens follow it.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

# Whoever sent one of these to anybody may lose what it opens: a person looks at it.
ENDANGERING: Final[frozenset[str]] = frozenset(
    {"recovery_phrase", "private_key", "api_secret", "password", "authenticator_key"}
)

# Stored in place of the secret, in every language alike; the screen says it in the reader's.
MARKERS: Final[dict[Kind, str]] = {kind: f"[removed:{kind}]" for kind in KINDS}
MARKER: Final = re.compile(rf"(\[removed:(?:{'|'.join(KINDS)})\])")


class Span(NamedTuple):
    """A secret in a text: `text[start:end]`."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret that was taken out, without what it said.

    `start` is where its marker stands in the screened text; `length` counts what was removed.
    """

    kind: Kind
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Screened:
    text: str
    removed: tuple[Finding, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Each kind that was removed, once, in a stable order."""
        found = {finding.kind for finding in self.removed}
        return tuple(kind for kind in KINDS if kind in found)
