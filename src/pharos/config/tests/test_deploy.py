"""What is in `deploy/` calls commands that exist, and the pages for operators name all settings."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pharos.config.command import names
from pharos.config.machine.home import CHECKOUT

UNITS = sorted((CHECKOUT / "deploy" / "systemd").glob("*.service"))
CONFIG = CHECKOUT / "src" / "pharos"
READ = re.compile(r"""environ(?:\.get\(|\[|\.setdefault\()\s*"(PHAROS_[A-Z_]+)""")
# Between our own processes, in tests, or for drills: nobody sets these by hand.
INSIDE = frozenset(
    {
        "PHAROS_CLOCK_RATE",
        "PHAROS_CLOCK_FROM",
        "PHAROS_DRILL_SABOTAGE",
        "PHAROS_PEERS",
        "PHAROS_TEST_HOME",
    }
)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_that_exists_with_few_rights(unit: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    service = parser["Service"]

    program, command = service["ExecStart"].split()[:2]
    assert program == "/opt/pharos/bin/pharos"
    assert command in names()
    assert service["User"] == "pharos"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"


def test_every_setting_is_on_the_page_for_operators() -> None:
    read = {
        name
        for path in CONFIG.rglob("*.py")
        if "tests" not in path.parts and "bench" not in path.parts
        for name in READ.findall(path.read_text())
    }
    page = (CHECKOUT / "docs" / "how-to" / "run-it-yourself.md").read_text()

    assert len(read) > 10
    assert {name for name in read - INSIDE if f"`{name}`" not in page} == set()


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_caddy_reads_its_file() -> None:
    command = ["caddy", "adapt", "--config", str(CHECKOUT / "deploy" / "Caddyfile")]
    read = subprocess.run(command, capture_output=True, text=True, check=False)

    assert read.returncode == 0, read.stderr
