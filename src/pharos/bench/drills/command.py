"""Running the chat drill for a person: wishes in, a summary and a status out."""

from __future__ import annotations

import argparse
import signal
from types import FrameType

from pharos.bench.drills import desk, sabotage
from pharos.bench.drills.chat import ChatDrill, Outcome, Wishes, new_home
from pharos.bench.drills.judge import unnamed
from pharos.bench.drills.report import as_json, holds, summary
from pharos.config.machine.errors import MachineError

GOOD, FAILED, BAD = 0, 1, 3
# What a shorter drill than usual is to reach, even on a machine that others use too.
ACKS_A_MINUTE, KILLS_A_MINUTE = 1500, 7
ACKS, KILLS = 10_000, 20


def run_chat(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost and all limits held, 3 for a loss, 1 if it proves nothing."""
    wishes = _wishes(arguments)
    drill = ChatDrill(wishes, new_home())
    signal.signal(signal.SIGTERM, interrupt)
    keep = True
    try:
        outcome = drill.run()
        planted = sabotage.read(drill.home)
        missed = unnamed(outcome.findings, planted) if wishes.sabotage else []
        outcome.unfinished += [f"the judge did not name {what}" for what in missed]
        status = _status(wishes, outcome, is_blind=bool(missed))
        print("\n".join(summary(wishes, outcome, planted)))
        print(as_json(wishes, outcome, status, planted), flush=True)
        keep = status != GOOD and not wishes.sabotage
    except MachineError as error:
        raise MachineError(error.code, f"{error} The drill proves nothing.") from error
    except KeyboardInterrupt:
        keep = False
        raise
    finally:
        if keep or arguments.keep:
            print(f"Kept: {drill.home} and {drill.database}")
        else:
            drill.discard()
    return status


def run_desk(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost and every action was quick, 3 for a loss, 1 otherwise."""
    wishes = desk.wishes_for(arguments.agents, arguments.minutes, arguments.seed)
    drill = desk.DeskDrill(wishes, new_home())
    signal.signal(signal.SIGTERM, interrupt)
    try:
        outcome = drill.run()
        status = _status(wishes, outcome, is_blind=False)
        told = [f"desk drill, {arguments.agents} agents", *summary(wishes, outcome, [])[1:]]
        print("\n".join([*told, *desk.told(drill.took)]))
        print(desk.as_json(wishes, outcome, drill.took, status), flush=True)
    except MachineError as error:
        raise MachineError(error.code, f"{error} The drill proves nothing.") from error
    finally:
        if arguments.keep:
            print(f"Kept: {drill.home} and {drill.database}")
        else:
            drill.discard()
    return status


def _status(wishes: Wishes, outcome: Outcome, *, is_blind: bool) -> int:
    if is_blind:
        return FAILED
    if outcome.findings:
        return BAD
    return GOOD if holds(wishes, outcome) else FAILED


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


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
