"""Running the chat drill for a person: wishes in, a summary and a status out."""

from __future__ import annotations

import argparse

from pharos.bench.drills import desk, report
from pharos.bench.drills.chat import ChatDrill
from pharos.bench.drills.drill import Wishes, new_home
from pharos.bench.drills.running import run_drill

# What a shorter drill than usual is to reach, even on a machine that others use too.
ACKS_A_MINUTE, KILLS_A_MINUTE = 1500, 7
ACKS, KILLS = 10_000, 20


def run_chat(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost and all limits held, 3 for a loss, 1 if it proves nothing."""
    return run_drill(ChatDrill(_wishes(arguments), new_home()), report, keep=arguments.keep)


def run_desk(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost and every action was quick, 3 for a loss, 1 otherwise."""
    wishes = desk.wishes_for(arguments.agents, arguments.minutes, arguments.seed)
    drill = desk.DeskDrill(wishes, new_home())
    return run_drill(drill, desk.Telling(drill), keep=arguments.keep)


def _wishes(arguments: argparse.Namespace) -> Wishes:
    minutes = arguments.minutes
    acks, kills = arguments.acks, arguments.kills
    if acks is None:
        acks = min(ACKS, int(ACKS_A_MINUTE * minutes))
    if kills is None:
        kills = min(KILLS, int(KILLS_A_MINUTE * minutes))
    return Wishes(
        minutes=minutes,
        clients=arguments.clients,
        acks=acks,
        kills=kills,
        seed=arguments.seed,
        sabotage=arguments.sabotage,
    )
