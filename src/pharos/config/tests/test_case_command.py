from __future__ import annotations

import json
from pathlib import Path

import pytest

from pharos.config.command import main
from pharos.people.roles import Role
from pharos.testing.world import World


def test_a_case_is_exported_with_a_proof_that_holds(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = world.asked(text="Where is my deposit?")

    assert main(["case", "--as", world.amara.email, "bundle", case.number]) == 0

    file = tmp_path / "case.json"
    file.write_text(capsys.readouterr().out)
    assert "Where is my deposit?" in json.dumps(json.loads(file.read_text()))
    assert main(["verify", str(file)]) == 0
    assert main(["case", "--as", world.chen.email, "bundle", case.number]) == 1
    assert "not_found" in capsys.readouterr().err


def test_compliance_erases_and_an_agent_does_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    case = world.asked(text="My address is Harbour Street 5.")
    ines = world.staff("Ines", world.support, role=Role.COMPLIANCE)
    words = ["erase", case.number, "1", "--why", "asked by the customer"]

    assert main(["case", "--as", world.amara.email, *words]) == 1
    assert "may_not_erase" in capsys.readouterr().err
    assert world.entries(case)[0].body == "My address is Harbour Street 5."

    assert main(["case", "--as", ines.email, *words]) == 0
    assert world.entries(case)[0].body is None
