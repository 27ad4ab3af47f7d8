"""Running the channels drill for a person: wishes in, a summary and a status out."""

from __future__ import annotations

import argparse

from pharos.bench.drills.channels import report
from pharos.bench.drills.channels.drill import ChannelDrill, ChannelWishes
from pharos.bench.drills.channels.items import KINDS
from pharos.bench.drills.drill import new_home
from pharos.bench.drills.running import run_drill
from pharos.config.machine.errors import MachineError

# However loaded the machine is, the senders get so much time.
MINUTES, LEAST_A_SECOND = 2.0, 2.0


def run_channels(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost, doubled, stuck or unanswered, 3 if it was, 1 otherwise."""
    return run_drill(ChannelDrill(wishes_of(arguments), new_home()), report, keep=arguments.keep)


def wishes_of(arguments: argparse.Namespace) -> ChannelWishes:
    kinds = tuple(arguments.channels.replace(",", " ").split()) or KINDS
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise MachineError("no_channel", f"There is no channel {', '.join(unknown)}.")
    wanted = arguments.items * len(kinds)
    return ChannelWishes(
        minutes=MINUTES + wanted / LEAST_A_SECOND / 60,
        items=arguments.items,
        kinds=kinds,
        kills=arguments.kills,
        seed=arguments.seed,
        sabotage=arguments.sabotage,
    )
