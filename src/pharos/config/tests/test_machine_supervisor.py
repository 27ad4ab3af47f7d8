"""The process tree: what ends is started again, what is stopped stops, nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from pharos.config.machine.child import Child, program
from pharos.config.machine.errors import MachineError
from pharos.config.machine.supervisor import Stopped, Supervisor

SLEEPS = "import time; time.sleep(60)"
DEAF = (
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n"
)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    with supervisor.running():
        yield supervisor


def child(name: str, script: str, **options: object) -> Child:
    start = partial(program, [sys.executable, "-c", script], os.environ)
    return Child(name, start, **options)  # type: ignore[arg-type]


def tend_until(supervisor: Supervisor, is_reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_reached():
        assert time.monotonic() < deadline, "it did not happen in ten seconds"
        supervisor.tend_once()


def process_of(child: Child) -> psutil.Process:
    assert child.process is not None
    return psutil.Process(child.process.pid)


def test_a_child_that_is_killed_is_started_again(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    sleeper = supervisor.add(child("sleeper", SLEEPS))
    first = process_of(sleeper)

    first.kill()
    tend_until(supervisor, lambda: sleeper.is_alive and process_of(sleeper) != first)

    assert "sleeper ended (SIGKILL)" in capfd.readouterr().err


def test_a_child_that_keeps_ending_is_started_ever_less_often(supervisor: Supervisor) -> None:
    failing = supervisor.add(child("failing", "raise SystemExit(3)"))

    tend_until(supervisor, lambda: failing.pause >= 0.8)

    assert failing.due_at > time.monotonic()


def test_what_a_child_says_is_passed_on_under_its_name(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor.add(child("talker", "print('one\\ntwo', end='')\n" + SLEEPS))
    words = "import sys; print('half', end='', flush=True); print(' and half', file=sys.stderr)"

    said = supervisor.complete("once", [sys.executable, "-c", words], os.environ)

    assert said == "half"
    assert "once    |  and half\n" in capfd.readouterr().err


def test_a_program_that_fails_is_a_refusal_with_its_name(supervisor: Supervisor) -> None:
    with pytest.raises(MachineError) as refusal:
        supervisor.complete("migrate", [sys.executable, "-c", "raise SystemExit(1)"], os.environ)

    assert refusal.value.code == "migrate_failed"


def test_a_signal_interrupts_what_is_still_coming_up(supervisor: Supervisor) -> None:
    os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Stopped):
        supervisor.pause()


def test_a_deaf_child_is_killed_in_time_with_all_it_started(tmp_path: Path) -> None:
    written = tmp_path / "pid"
    supervisor = Supervisor()
    with supervisor.running():
        script = DEAF.replace(
            "print(child.pid, flush=True)", f"open({str(written)!r}, 'w').write(str(child.pid))"
        )
        supervisor.add(child("deaf", script, stop_seconds=0.3))
        tend_until(supervisor, lambda: written.exists() and written.read_text() != "")
        grandchild = psutil.Process(int(written.read_text()))
        began = time.monotonic()

    assert time.monotonic() - began < 3
    assert ended(grandchild)


def test_who_is_needed_by_others_stops_last(tmp_path: Path) -> None:
    record = tmp_path / "order"
    script = (
        "import signal, sys, time\n"
        "def stop(*_):\n"
        f"    time.sleep({{pause}}); open({str(record)!r}, 'a').write('{{name}} '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        f"open({str(tmp_path)!r} + '/{{name}}.up', 'w').close()\n" + SLEEPS
    )
    supervisor = Supervisor()
    with supervisor.running():
        supervisor.add(child("ground", script.format(name="ground", pause=0), stops_last=True))
        supervisor.add(child("guest", script.format(name="guest", pause=0.2)))
        tend_until(supervisor, lambda: len(list(tmp_path.glob("*.up"))) == 2)

    assert record.read_text().split() == ["guest", "ground"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_nothing_survives_a_kill_of_the_supervisor() -> None:
    script = (
        "import os, sys\n"
        "from pharos.config.machine.child import program\n"
        f"child = program([sys.executable, '-c', {SLEEPS!r}], os.environ)\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    assert ended(orphan)


def ended(process: psutil.Process) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False
