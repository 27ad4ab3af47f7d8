from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from pharos.safety.challenge import AltchaChallenge, NoChallenge

SECRET = "a secret of this installation"


def solved(puzzle: dict[str, Any]) -> dict[str, Any]:
    """What a browser does: try numbers until one fits."""
    for number in range(puzzle["maxNumber"] + 1):
        if sha256(f"{puzzle['salt']}{number}".encode()).hexdigest() == puzzle["challenge"]:
            return {**puzzle, "number": number}
    raise AssertionError("no number fits")


@pytest.fixture
def challenge() -> AltchaChallenge:
    return AltchaChallenge(SECRET, numbers=300)


def test_a_puzzle_is_solved_by_who_finds_its_number(challenge: AltchaChallenge) -> None:
    puzzle = challenge.set_for("1 203.0.113.9") or {}

    name = challenge.solved_by("1 203.0.113.9", json.dumps(solved(puzzle)))

    assert name == puzzle["challenge"]


@pytest.mark.parametrize(
    "change",
    [
        {"number": -1},
        {"salt": "x"},
        {"signature": "0" * 64},
        {"algorithm": "SHA-1"},
        {"number": "7"},
        {"challenge": "0" * 64},
    ],
)
def test_what_was_made_up_solves_nothing(
    challenge: AltchaChallenge, change: dict[str, Any]
) -> None:
    puzzle = solved(challenge.set_for("1 a") or {})

    assert challenge.solved_by("1 a", json.dumps(puzzle | change)) is None


@pytest.mark.parametrize("proof", ["", "{", "[]", "null", "x" * 5000, '{"salt": 7}'])
def test_what_is_no_proof_solves_nothing(challenge: AltchaChallenge, proof: str) -> None:
    assert challenge.solved_by("1 a", proof) is None


def test_a_puzzle_is_for_one_asker_and_one_installation(challenge: AltchaChallenge) -> None:
    proof = json.dumps(solved(challenge.set_for("1 a") or {}))

    assert challenge.solved_by("1 b", proof) is None
    assert AltchaChallenge("another secret").solved_by("1 a", proof) is None
    assert challenge.solved_by("1 a", proof)


def test_without_an_adapter_there_are_no_puzzles() -> None:
    assert NoChallenge().set_for("1 a") is None
    assert NoChallenge().solved_by("1 a", "{}") is None
