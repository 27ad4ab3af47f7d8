"""What is written down of the contract is what the types say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pharos.config.command import main
from pharos.exchange.actions import everything
from pharos.exchange.http.documented import MEANINGS
from pharos.exchange.http.documents import documents, with_generated
from pharos.exchange.http.openapi import document

DOCS = Path(__file__).resolve().parents[5] / "docs"


@pytest.mark.parametrize("name", ["connector.md", "connector.openapi.json"])
def test_the_written_contract_is_the_one_of_the_types(name: str) -> None:
    made = documents(DOCS)[name]

    assert (DOCS / name).read_text("utf-8") == made, "run `pharos connector openapi`"


def test_each_operation_is_described_in_a_sentence() -> None:
    assert set(MEANINGS) == set(everything())
    assert all(one.endswith(".") and one[0].isupper() for one in MEANINGS.values())


def test_each_operation_has_a_path_and_each_reference_leads_somewhere() -> None:
    made = document()
    text = json.dumps(made)
    named = {one.partition('"')[0] for one in text.split('"#/components/schemas/')[1:]}

    assert set(made["paths"]) == {f"/v1/{name}" for name in everything()}
    assert named <= set(made["components"]["schemas"])
    assert all(set(one) == {"post"} for one in made["paths"].values())
    assert not any("{" in path for path in made["paths"])


def test_amounts_are_texts_and_times_are_times() -> None:
    deposit = document()["components"]["schemas"]["Deposit"]["properties"]

    assert deposit["amount"]["type"] == "string"
    assert deposit["seen_at"]["format"] == "date-time"


def test_what_people_wrote_is_kept_and_a_lost_mark_is_said() -> None:
    written = (DOCS / "connector.md").read_text("utf-8")
    assert with_generated(written.replace("## Transport", "## How")).count("## How") == 1

    with pytest.raises(ValueError, match="generated: errors"):
        with_generated(written.replace("<!-- generated: errors -->", ""))


def test_the_command_compares_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "connector.md").write_text((DOCS / "connector.md").read_text("utf-8"))

    assert main(["connector", "openapi", "--check", str(tmp_path)]) == 1
    assert "BAD   connector.openapi.json" in capsys.readouterr().out
    assert main(["connector", "openapi", str(tmp_path)]) == 0
    assert main(["connector", "openapi", "--check", str(tmp_path)]) == 0
