"""Measure us beside others, or beside a limit; `peers` installs the others."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pharos.config.machine.errors import MachineError

NAMES = (
    *("chat", "ledger", "stream", "desk", "mail", "diagnosis", "folding", "secrets"),
    *("all", "peers"),
)
FEWEST_ROUNDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--cases", type=int, help="desk: how many cases (1,000,000)")
    parser.add_argument("--worlds", type=int, help="diagnosis: how many worlds (100,000)")
    parser.add_argument("--drawn", type=int, help="secrets: how many of each sort (20,000)")
    parser.add_argument("--data", type=Path, help="folding, secrets: a folder of real texts")
    parser.add_argument("--rounds", type=int, default=FEWEST_ROUNDS, help="5 or more")


def run(arguments: argparse.Namespace) -> int:
    if arguments.name == "peers":
        from pharos.bench.peers import install

        return install()
    if arguments.rounds < FEWEST_ROUNDS:
        raise MachineError("too_few_rounds", f"A figure needs {FEWEST_ROUNDS} rounds or more.")
    if arguments.name in BY_THEMSELVES:
        return BY_THEMSELVES[arguments.name](arguments)
    names = NAMES[:5] if arguments.name == "all" else (arguments.name,)
    for name in names:
        _measure(name, arguments)
    return 0


def _diagnose(arguments: argparse.Namespace) -> int:
    """Needs no database: the worlds are made in the process."""
    from pharos.config.command import set_up_django

    set_up_django()
    from pharos.bench.diagnosis.measuring import WORLDS, measure
    from pharos.bench.results import tell

    tell(measure(arguments.worlds or WORLDS), as_json=arguments.json)
    return 0


def _fold(arguments: argparse.Namespace) -> int:
    """Needs mails of others, which are not part of Pharos."""
    from pharos.bench.folding.measuring import OUTPUTS, measure
    from pharos.bench.results import tell

    if arguments.data is None or not (arguments.data / OUTPUTS).is_file():
        raise MachineError("no_data", f"Name a folder with fixtures and {OUTPUTS}: --data PATH.")
    tell(measure(arguments.data), as_json=arguments.json)
    return 0


def _screen(arguments: argparse.Namespace) -> int:
    """Needs no database: the texts are made in the process, or read from the folder."""
    from pharos.config.command import set_up_django

    set_up_django()
    from pharos.bench.results import tell
    from pharos.bench.secrets.measuring import DRAWN, measure

    tell(measure(arguments.drawn or DRAWN, arguments.data), as_json=arguments.json)
    return 0


# They need no database.
BY_THEMSELVES = {"diagnosis": _diagnose, "folding": _fold, "secrets": _screen}


def _measure(name: str, arguments: argparse.Namespace) -> None:
    """Benchmarks write session tokens as the server under test reads them: with its secret."""
    from django.conf import settings

    from pharos.bench.ground import ground
    from pharos.config.command import set_up_django

    with ground() as made:
        os.environ.update(made.environment())
        set_up_django()
        settings.SECRET_KEY = made.secret
        from pharos.bench.all import BENCHES
        from pharos.bench.results import tell

        more = {"cases": arguments.cases} if name == "desk" and arguments.cases else {}
        tell(BENCHES[name](made, arguments.rounds, **more), as_json=arguments.json)
