"""What every serving process does before it serves: refuse what could not be safe."""

from __future__ import annotations

import argparse
import importlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from pharos.config.machine import ports
from pharos.config.machine.errors import MachineError

PORT = 8000
LAST_PORT = 65_535
SHORTEST_SECRET = 32
HOST = "127.0.0.1"
# After a power cut the database comes back beside us: to end and be started again costs more.
PATIENCE_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.05


def add_address(parser: argparse.ArgumentParser, *, port: int = PORT) -> None:
    """Let a command be told where to listen."""
    parser.add_argument("--host", default=os.environ.get("PHAROS_HOST", HOST))
    parser.add_argument(
        "--port", type=port_number, default=os.environ.get("PHAROS_PORT", str(port))
    )


def port_number(text: str) -> int:
    """Read a port. What is none is refused in one sentence, wherever it came from."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: choose one from 1 to {LAST_PORT}")
    return number


def require_free(host: str, port: int) -> None:
    """Refuse a port on which somebody else listens."""
    if not ports.is_free(port, host):
        raise MachineError(
            "port_taken",
            f"Port {port} is taken by another program. Stop it, or choose another port: "
            f"PHAROS_PORT={port + 1}",
        )


def refuse_unsafe_start() -> None:
    """Refuse a key that others know, and a database role that our rules do not bind.

    A database that is not there yet is waited for a while. Leaves no connection open.
    """
    from django.conf import settings
    from django.db import OperationalError, connections

    from pharos.kernel.errors import DomainError
    from pharos.kernel.logs import speak_of_the_unexpected
    from pharos.kernel.startup import refuse_privileged_role

    speak_of_the_unexpected()
    if len(settings.SECRET_KEY) < SHORTEST_SECRET or settings.SECRET_KEY == settings.NO_SECRET_KEY:
        raise MachineError(
            "secret_key_missing",
            "PHAROS_SECRET_KEY is not set or has fewer than 32 characters. Sessions are signed "
            "with it: make one at random, keep it, and give the same to every process.",
        )
    # The server of static files insists on its folder, which stays empty on one machine.
    Path(settings.STATIC_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _once_it_answers(refuse_privileged_role)
        _refuse_other_schema()
    except DomainError as error:
        raise MachineError(error.code, str(error)) from error
    except OperationalError as error:
        raise MachineError("no_database", f"The database does not answer: {error}") from error
    finally:
        connections.close_all()


def _refuse_other_schema() -> None:
    """Refuse a database that is older or newer than this program: half of it would not work."""
    from pharos.health.schema import CURRENT, NEWER, schema_state

    state = schema_state()
    if state == CURRENT:
        return
    if state == NEWER:
        raise MachineError(
            "schema_newer",
            "The database has been brought to a newer version than this program's. Install that "
            "version here, or point DATABASE_URL at a database of this one.",
        )
    raise MachineError(
        "schema_older",
        "The database has not been brought up to this version yet. Run `pharos migrate` first "
        "(as the owner: DATABASE_OWNER_URL).",
    )


def announce_first_start() -> None:
    """Print the code that makes its reader the owner, where nobody has an account yet."""
    from django.conf import settings
    from django.db import connections

    from pharos.people.actions.make_owner import new_first_code
    from pharos.people.queries import is_staffed

    try:
        if settings.DEMO or is_staffed():
            return
        code = new_first_code()
    finally:
        connections.close_all()
    print(  # noqa: T201 - whoever starts it reads it here, and it stands nowhere else
        f"\nNobody has an account yet. Make the first one at {settings.BASE_URL}/setup/\n"
        f"with this code, within a day: {code}\n",
        flush=True,
    )


def _once_it_answers(ask: Callable[[], object]) -> None:
    from django.db import OperationalError

    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            ask()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return


def serve_asgi(name: str, arguments: argparse.Namespace) -> int:
    """Serve the ASGI application of a module of `config` until told to stop."""
    refuse_unsafe_start()
    require_free(arguments.host, arguments.port)
    if name == "asgi":
        announce_first_start()

    from pharos.config.server import serve

    module = importlib.import_module(f"pharos.config.{name}")
    return serve(module.application, module.live.farewell, arguments.host, arguments.port)
