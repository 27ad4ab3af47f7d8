"""Run everything on this machine as one process tree: database, pages, live and worker.

Without DATABASE_URL it brings a PostgreSQL of its own. Ctrl-C stops everything; after a crash
or a kill the same command recovers.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from functools import partial

from pharos.config.machine import ports
from pharos.config.machine.child import Child, program
from pharos.config.machine.cluster import fingerprint
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home
from pharos.config.machine.postgres import STOP_SECONDS, STOP_SIGNAL, Postgres
from pharos.config.machine.schema import is_current
from pharos.config.machine.stamps import source_stamp
from pharos.config.machine.supervisor import Stopped, Supervisor
from pharos.config.machine.voices import tell
from pharos.config.start import HOST, PORT, port_number, require_free

SERVE_SECONDS = 60
DEMO_STATE = "demo.json"
# The simulated exchange answers so many ports further; so do the desk's listener for mail, the
# demo's mailbox and the server that takes in what the desk sends there.
BESIDE = 10
MAIL_BESIDE = {
    "PHAROS_MAIL_PORT": 11,
    "PHAROS_MAILBOX_PORT": 12,
    "PHAROS_MAILBOX_SMTP_PORT": 13,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=port_number, default=os.environ.get("PHAROS_PORT", str(PORT))
    )
    parser.add_argument("--host", default=os.environ.get("PHAROS_HOST", HOST))
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=_demo_by_default(),
        help="load the demo brand, whose passwords everybody knows",
    )


def _demo_by_default() -> bool:
    """A database that somebody named may be a real one, and gets no public passwords unasked."""
    if chosen := os.environ.get("PHAROS_DEMO"):
        return chosen == "1"
    return not os.environ.get("DATABASE_URL")


def run(arguments: argparse.Namespace) -> int:
    home, supervisor = Home().ensure(), Supervisor()
    with home.lock("run.lock", wait_seconds=0):
        require_free(arguments.host, arguments.port)
        with supervisor.running():
            try:
                _bring_up(supervisor, home, arguments)
                supervisor.tend()
            except Stopped:
                pass
            tell("stopping")
    return 0


def _bring_up(supervisor: Supervisor, home: Home, arguments: argparse.Namespace) -> None:
    env = _environment(home, arguments)
    if not env.get("DATABASE_URL"):
        env |= _start_postgres(supervisor, home)
    if not is_current(env["DATABASE_OWNER_URL"]):
        tell("bringing the database up to date")
        supervisor.complete("migrate", _pharos("migrate", "--quiet"), env)
    sign_ins = ""
    if arguments.demo:
        env["PHAROS_SIMULATOR_PORT"] = str(_port_beside("PHAROS_SIMULATOR_PORT", arguments, BESIDE))
        for name, beside in MAIL_BESIDE.items():
            env[name] = str(_port_beside(name, arguments, beside))
        sign_ins = _load_demo(supervisor, home, env)
    # Whoever serves strangers does not even know the owner's password.
    serving = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    # The pages first: on few processors whoever waits for one waits for all that starts beside it.
    supervisor.add(Child("serve", partial(program, _pharos("serve"), serving)))
    _await_answer(supervisor, arguments)
    supervisor.add(Child("worker", partial(program, _pharos("worker"), serving)))
    if arguments.demo:
        _simulate(supervisor, serving, arguments.port)
        _take_mail(supervisor, serving)
    print(f"\nPharos runs at {env['PHAROS_BASE_URL']}\n{sign_ins}\nCtrl-C stops it.\n", flush=True)


def _environment(home: Home, arguments: argparse.Namespace) -> dict[str, str]:
    env = {
        **os.environ,
        "PHAROS_HOME": str(home.folder),
        "PHAROS_HOST": arguments.host,
        "PHAROS_PORT": str(arguments.port),
        "PHAROS_DEMO": "1" if arguments.demo else "0",
        "PYTHONUNBUFFERED": "1",
    }
    env.setdefault("PHAROS_SECRET_KEY", home.secret("secret-key"))
    env.setdefault("PHAROS_BASE_URL", f"http://{arguments.host}:{arguments.port}")
    if env.get("DATABASE_URL"):
        env.setdefault("DATABASE_OWNER_URL", env["DATABASE_URL"])
    return env


def _start_postgres(supervisor: Supervisor, home: Home) -> dict[str, str]:
    server = Postgres(home)
    child = supervisor.add(
        Child(
            "postgres",
            server.spawn,
            stop_signal=STOP_SIGNAL,
            stop_seconds=STOP_SECONDS,
            stops_last=True,
            last_words=server.last_words,
        )
    )
    assert child.process is not None
    while not server.is_up(child.process):
        supervisor.pause()
    return {"DATABASE_URL": server.url("app"), "DATABASE_OWNER_URL": server.url("owner")}


def _port_beside(name: str, arguments: argparse.Namespace, beside: int) -> int:
    """Where a program of the demo answers: a little further, or wherever there is room."""
    wanted = int(os.environ.get(name, arguments.port + beside))
    return wanted if ports.is_free(wanted) else ports.free_port()


def _simulate(supervisor: Supervisor, env: Mapping[str, str], port: int) -> None:
    """Start the demo's exchange once the pages are there, behind them. It needs no database."""
    known = {name: value for name, value in env.items() if not name.startswith("DATABASE_")}
    webhook = f"http://127.0.0.1:{port}/exchange/northmere/webhook"
    words = _pharos("simulate", "--port", env["PHAROS_SIMULATOR_PORT"], "--webhook", webhook)
    # The first page has the processor; who looks at it has asked for nothing else yet.
    supervisor.add(Child("simulate", partial(program, ["nice", *words], known)))


def _take_mail(supervisor: Supervisor, env: Mapping[str, str]) -> None:
    """Start the desk's listener for mail, and the mailbox of the demo's customers."""
    port = env["PHAROS_MAIL_PORT"]
    words = _pharos("mail", "--port", port)
    supervisor.add(Child("mail", partial(program, ["nice", *words], env)))
    known = {name: value for name, value in env.items() if not name.startswith("DATABASE_")}
    page, smtp = env["PHAROS_MAILBOX_PORT"], env["PHAROS_MAILBOX_SMTP_PORT"]
    words = _pharos("mailbox", "--port", page, "--smtp-port", smtp, "--desk-port", port)
    supervisor.add(Child("mailbox", partial(program, ["nice", *words], known)))


def _load_demo(supervisor: Supervisor, home: Home, env: Mapping[str, str]) -> str:
    """Load the demo unless this very version has done so here; returns how to sign in."""
    done = {
        "source": source_stamp(),
        "database": fingerprint(env["DATABASE_URL"]),
        "simulator": env["PHAROS_SIMULATOR_PORT"],
        "mailbox": env["PHAROS_MAILBOX_SMTP_PORT"],
    }
    known = home.state(DEMO_STATE)
    if {name: known.get(name) for name in done} != done:
        tell("loading the demo")
        sign_ins = supervisor.complete("demo", _pharos("demo"), env)
        known = {**done, "sign_ins": sign_ins}
        home.write(DEMO_STATE, json.dumps(known) + "\n")
    return str(known["sign_ins"])


def _await_answer(supervisor: Supervisor, arguments: argparse.Namespace) -> None:
    serve, deadline = supervisor.children[-1], time.monotonic() + SERVE_SECONDS
    while not ports.answers(arguments.port, arguments.host):
        supervisor.pause()
        if not serve.is_alive or time.monotonic() > deadline:
            raise MachineError("serve_failed", "`pharos serve` did not start; see above why.")


def _pharos(*words: str) -> list[str]:
    # -P: the folder we happen to be in is no place to import from.
    return [sys.executable, "-P", "-m", "pharos.config.command", *words]
