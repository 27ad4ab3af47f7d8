"""Proof of work for a browser at a flooded door: cheap for one, dear for thousands. A port.

The puzzle is that of the `altcha` library: find the number that was hashed with the salt. Nothing
about the reader is looked at, and no third party is asked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol, cast
from urllib.parse import parse_qs

import orjson
from altcha.v1 import ChallengeOptions, PayloadType, create_challenge, verify_solution
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import TooMany

GOOD_FOR = timedelta(minutes=10)
# About half a second in a phone's browser, and a twentieth of that for a graphics card: the point
# is the price of thousands.
NUMBERS = 100_000
LONGEST_PROOF = 2_000


class ChallengeAsked(TooMany):
    """Refused for now: it goes on once the browser has solved the puzzle that comes with it."""

    code = "challenge_required"

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__(_("One moment: your browser shows that it is not a program."), after=1)
        self.challenge = challenge


class Challenge(Protocol):
    """Sets a puzzle for one asker, and tells whether a proof solves one that was set for them."""

    def set_for(self, asker: str) -> dict[str, Any] | None:
        """Return a puzzle as the browser takes it; None where there are none."""
        ...

    def solved_by(self, asker: str, proof: str) -> str | None:
        """Return the name of the puzzle that this proof solves, to be spent once; else None."""
        ...


class NoChallenge:
    """For installations that want none: whoever floods waits."""

    def set_for(self, asker: str) -> dict[str, Any] | None:
        return None

    def solved_by(self, asker: str, proof: str) -> str | None:
        return None


class AltchaChallenge:
    """Puzzles that carry their own signature, so that nothing is stored before one is solved."""

    def __init__(self, secret: str, *, numbers: int = NUMBERS) -> None:
        self._key = sha256(b"pharos: challenges, 1\0" + secret.encode()).hexdigest()
        self._numbers = numbers

    def set_for(self, asker: str) -> dict[str, Any] | None:
        options = ChallengeOptions(
            hmac_key=self._key,
            max_number=self._numbers,
            expires=datetime.now(UTC) + GOOD_FOR,
            params={"for": _named(asker)},
        )
        puzzle: dict[str, Any] = create_challenge(options).to_dict()
        return puzzle

    def solved_by(self, asker: str, proof: str) -> str | None:
        fields = _fields(proof)
        if fields is None:
            return None
        solved, _why = verify_solution(cast(PayloadType, fields), self._key)
        if not solved:
            return None
        said = parse_qs(fields["salt"].partition("?")[2])
        if said.get("for") != [_named(asker)] or "expires" not in said:
            return None
        return str(fields["challenge"])


def _named(asker: str) -> str:
    return sha256(asker.encode()).hexdigest()[:16]


def _fields(proof: str) -> dict[str, Any] | None:
    """Return what a browser sent, if it has the shape of a proof; it is JSON as it was set."""
    if len(proof) > LONGEST_PROOF:
        return None
    try:
        fields = orjson.loads(proof)
    except orjson.JSONDecodeError:
        return None
    names = ("algorithm", "challenge", "salt", "signature")
    if not isinstance(fields, dict) or not all(isinstance(fields.get(n), str) for n in names):
        return None
    number = fields.get("number")
    return fields if isinstance(number, int) and fields["algorithm"] == "SHA-256" else None
