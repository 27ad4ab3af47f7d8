"""The state folder: closed to others, its secrets made once, its locks never left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home

HOLD = (
    "import sys, time\n"
    "from pharos.config.machine.home import Home\n"
    "with Home(sys.argv[1]).lock('run.lock', wait_seconds=0):\n"
    "    print('held', flush=True); time.sleep(60)\n"
)


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").ensure()

    first, again = home.secret("secret-key"), home.secret("secret-key")

    assert first == again
    assert len(first) >= 50
    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert (home.folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_torn_state_file_is_read_as_empty(tmp_path: Path) -> None:
    home = Home(tmp_path).ensure()
    home.write("state.json", '{"port": 21')

    assert home.state("state.json") == {}


def test_a_second_holder_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    home = Home(tmp_path).ensure()
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with (
            pytest.raises(MachineError, match=str(holder.pid)) as refusal,
            home.lock("run.lock", wait_seconds=0),
        ):
            pass
        holder.kill()

    assert refusal.value.code == "home_in_use"
    with home.lock("run.lock", wait_seconds=1):
        pass


def test_a_home_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(MachineError, match="PHAROS_HOME") as refusal:
        Home(tmp_path / "file" / "home").ensure()

    assert refusal.value.code == "home_not_writable"
