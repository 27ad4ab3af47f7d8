"""Running the mail drill for a person: wishes in, a summary and a status out."""

from __future__ import annotations

import argparse

from pharos.bench.drills.drill import new_home
from pharos.bench.drills.mail import report
from pharos.bench.drills.mail.drill import MailDrill, MailWishes
from pharos.bench.drills.running import run_drill
from pharos.config.machine.errors import MachineError

KILLS, LEAST_MAILS_A_KILL = 23, 40
# However loaded the machine is, the senders get so much time.
MINUTES, LEAST_A_SECOND = 5.0, 3.0


def run_mail(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost, doubled or stuck, 3 if it was, 1 if this proves nothing."""
    return run_drill(MailDrill(wishes_of(arguments), new_home()), report, keep=arguments.keep)


def wishes_of(arguments: argparse.Namespace) -> MailWishes:
    messages: int = arguments.messages
    mutated, kills = arguments.mutated, arguments.kills
    if arguments.data is not None and not arguments.data.is_dir():
        raise MachineError("no_data", f"There is no folder {arguments.data}.")
    return MailWishes(
        minutes=MINUTES + messages / LEAST_A_SECOND / 60,
        messages=messages,
        mutated=messages // 100 if mutated is None else min(mutated, messages),
        kills=min(KILLS, messages // LEAST_MAILS_A_KILL) if kills is None else kills,
        data="" if arguments.data is None else str(arguments.data.resolve()),
        seed=arguments.seed,
        sabotage=arguments.sabotage,
    )
