"""The benchmark of folding compares exact texts, and says against whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pharos.config.command import main

WROTE = "On Tue, Jan 5, 2027 at 10:00 AM Amara <help@northmere.example> wrote:\n> Which network?\n"


def data_in(folder: Path, expected: dict[str, str]) -> Path:
    (folder / "fixtures").mkdir()
    (folder / "fixtures" / "one.txt").write_text(f"TRC-20.\n\n{WROTE}", "utf-8")
    (folder / "fixtures" / "two.txt").write_text("Hello.\n\n-- \nDana\n", "utf-8")
    outputs = {
        "one.txt": {"good": "TRC-20.", "bad": "TRC-20. On"},
        "two.txt": {"good": "Hello.", "bad": "Hello.\n"},
    }
    (folder / "peer_outputs_three_parsers.json").write_text(json.dumps(outputs), "utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), "utf-8")
    return folder


def test_each_parser_stands_beside_us_with_its_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = data_in(tmp_path, {"one.txt": "TRC-20.", "two.txt": "Hello."})

    main(["bench", "folding", "--data", str(data), "--json"])

    bad, good = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (bad["peer"], bad["value"], bad["peer_value"], bad["ratio"]) == ("bad", 1.0, 0.5, 2.0)
    assert bad["holds"]
    assert (good["peer"], good["ratio"], good["holds"]) == ("good", 1.0, False)


def test_what_we_miss_is_named_and_counts_against_us(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = data_in(tmp_path, {"one.txt": "Another text.", "two.txt": "Hello."})

    main(["bench", "folding", "--data", str(data), "--json"])

    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert told["value"] == 0.5
    assert "missed: one.txt" in told["note"]


def test_without_mails_there_is_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "folding", "--data", str(tmp_path)]) == 1
    assert "no_data" in capsys.readouterr().err
