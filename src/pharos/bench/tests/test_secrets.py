"""The measure of screening: the goals hold, and a screening that misses or cries wolf is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pharos.bench.secrets import measuring
from pharos.safety.findings import Finding, Screened

DRAWN = 100


def test_the_goals_hold_and_what_is_missed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    results = list(measuring.measure(DRAWN))

    assert [result.name for result in results if result.holds is False] == []

    monkeypatch.setattr(measuring, "screen", Screened)
    blind = [result for result in measuring.measure(DRAWN) if result.name.endswith("found")]
    assert blind
    assert {result.holds for result in blind} == {False}


def test_false_alarms_are_counted_in_the_folder_that_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def alarmed(text: str) -> Screened:
        return Screened(text, (Finding("password", 0, len(text)),))

    (tmp_path / "security").mkdir()
    address = {"address": "0x" + "a1" * 20, "valid": True}
    (tmp_path / "security" / "address_cases.json").write_text(json.dumps([address]))
    name = "secrets: addresses of the folder, false alarms"

    held = {result.name: result.holds for result in measuring.measure(10, tmp_path)}
    monkeypatch.setattr(measuring, "screen", alarmed)
    afraid = {result.name: result.holds for result in measuring.measure(10, tmp_path)}

    assert (held[name], afraid[name]) == (True, False)
