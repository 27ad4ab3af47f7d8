"""The `pharos` command: one small module in `config/commands` for each thing it can do.

A module has `add_arguments(parser)` and `run(arguments) -> int`; its docstring's first line is
its help. `NEEDS_DJANGO = True` sets Django up before `run`. Modules are found by looking, and
only the chosen one is imported, so that listing the commands or stopping early stays quick.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from pharos.config.machine import disk
from pharos.config.machine.errors import MachineError

COMMANDS = Path(__file__).parent / "commands"
SETTINGS = "pharos.config.settings"
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 1 refused, 2 not understood."""
    words = sys.argv[1:] if argv is None else argv
    arguments, module = _read(words)
    try:
        if getattr(module, "NEEDS_DJANGO", False):
            set_up_django()
        return int(module.run(arguments))
    except MachineError as error:
        return _refused(error)
    except OSError as error:
        if error.errno not in disk.FULL:
            raise
        return _refused(disk.full(Path(error.filename or ".")))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        # Django is loaded by the commands that need it, so its errors cannot be named here.
        if type(error).__name__ != "OperationalError":
            raise
        line = str(error).partition("\n")[0]
        return _refused(MachineError("no_database", f"The database does not answer: {line}"))


def names() -> list[str]:
    """Return the commands there are, in alphabetical order."""
    found = [*COMMANDS.glob("*.py"), *(path.parent for path in COMMANDS.glob("*/__init__.py"))]
    return sorted(path.stem.replace("_", "-") for path in found if not path.stem.startswith("_"))


def summary(name: str) -> str:
    """Read a command's first docstring line without importing it."""
    path = COMMANDS / f"{_module(name)}.py"
    path = path if path.exists() else COMMANDS / _module(name) / "__init__.py"
    documentation = ast.get_docstring(ast.parse(path.read_text())) or ""
    return documentation.partition("\n")[0]


def set_up_django() -> None:
    """Load settings and models, for commands that need them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.apps import apps

    if not apps.ready:
        _join_what_runs_here()
        django.setup()


def _join_what_runs_here() -> None:
    """Without DATABASE_URL, mean the database that `pharos run` has started on this machine."""
    if os.environ.get("DATABASE_URL"):
        return
    from pharos.config.machine.home import Home
    from pharos.config.machine.postgres import STATE, Postgres

    home = Home()
    if (home.folder / STATE).exists():
        server = Postgres(home)
        os.environ["DATABASE_URL"] = server.url("app")
        os.environ["DATABASE_OWNER_URL"] = server.url("owner")
        os.environ.setdefault("PHAROS_HOME", str(home.folder))


def _read(words: list[str]) -> tuple[argparse.Namespace, ModuleType]:
    parser = argparse.ArgumentParser(prog="pharos", description="The support desk of an exchange.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    module: ModuleType | None = None
    for name in names():
        line = summary(name)
        child = commands.add_parser(name, help=line, description=line)
        if name == chosen:
            module = importlib.import_module(f"pharos.config.commands.{_module(name)}")
            module.add_arguments(child)
    arguments = parser.parse_args(words)
    assert module is not None, "argparse refuses a command that is not there"
    return arguments, module


def _refused(error: MachineError) -> int:
    print(f"pharos: {error} [{error.code}]", file=sys.stderr)  # noqa: T201
    return 1


def _module(name: str) -> str:
    return name.replace("-", "_")


if __name__ == "__main__":
    sys.exit(main())
