"""What a benchmark says, and what it refuses to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pharos.bench import peers
from pharos.bench.limits import percentile
from pharos.bench.results import Result, Rounds, against, tell
from pharos.config.command import main

BLANK = Result(
    id="P1",
    name="chat",
    value=0,
    unit="a second",
    peer="pgbench",
    peer_value=None,
    ratio=None,
    goal=0.7,
)
FIELDS = {"id", "name", "value", "unit", "peer", "peer_value", "ratio", "goal", "holds"}


def test_a_figure_is_one_json_object_with_its_peer_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell([against(BLANK, Rounds([8, 9, 7]), Rounds([10, 10, 10]))], as_json=True)

    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert set(told) >= FIELDS
    assert (told["value"], told["peer_value"], told["ratio"], told["worst"]) == (8, 10, 0.8, 0.7)
    assert told["holds"] is True


def test_a_ratio_is_turned_so_that_larger_is_better() -> None:
    slow = against(BLANK, Rounds([20.0]), Rounds([10.0]), smaller_is_better=True)

    assert (slow.ratio, slow.holds) == (0.5, False)


def test_the_worst_round_is_told_beside_the_median() -> None:
    told = against(BLANK, Rounds([9, 9, 1]), Rounds([10, 10, 10]))

    assert (told.ratio, told.worst) == (0.9, 0.1)


def test_an_absent_peer_is_reported_as_absent_and_never_guessed() -> None:
    told = against(BLANK, Rounds([8, 9, 7]), None)

    assert (told.peer_value, told.ratio, told.holds) == (None, None, None)
    assert "absent" in told.note


def test_peers_that_are_not_installed_are_not_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PHAROS_PEERS", str(tmp_path / "nothing"))

    assert peers.python() is None
    assert peers.version("daphne") == ""


def test_peers_are_kept_outside_the_source_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHAROS_PEERS", raising=False)

    assert not peers.folder().is_relative_to(peers.SOURCE.parent)


def test_a_figure_needs_five_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "chat", "--rounds", "2"]) == 1
    assert "too_few_rounds" in capsys.readouterr().err


@pytest.mark.parametrize(("share", "value"), [(0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile([float(n) for n in range(1, 101)], share) == value
