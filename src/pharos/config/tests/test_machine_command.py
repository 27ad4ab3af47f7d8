"""The `pharos` command: what it offers, what it refuses and how it says so."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pharos.config import command
from pharos.config.machine.errors import MachineError
from pharos.config.start import require_free


def test_every_command_is_found_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])

    told = capsys.readouterr().out
    assert {"run", "migrate", "serve", "web", "live", "worker", "demo"} <= set(command.names())
    assert all(name in told for name in command.names())
    assert all(command.summary(name).endswith((".", "`")) for name in command.names())


def test_an_unknown_command_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        command.main(["fly"])

    assert refusal.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_what_is_in_the_way_is_told_in_one_line_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PHAROS_HOME", str(tmp_path / "file" / "home"))
    (tmp_path / "file").write_text("")

    status = command.main(["run"])

    assert status == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MachineError, match=f"Port {port} .*PHAROS_PORT") as refusal:
            require_free("127.0.0.1", port)

    assert refusal.value.code == "port_taken"
    require_free("127.0.0.1", port)
