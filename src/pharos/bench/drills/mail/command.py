"""Running the mail drill for a person: wishes in, a summary and a status out."""

from __future__ import annotations

import argparse
import signal

from pharos.bench.drills import sabotage
from pharos.bench.drills.chat import new_home
from pharos.bench.drills.command import BAD, FAILED, GOOD, interrupt
from pharos.bench.drills.judge import unnamed
from pharos.bench.drills.mail.drill import MailDrill, MailWishes
from pharos.bench.drills.mail.report import as_json, holds, summary
from pharos.config.machine.errors import MachineError

KILLS, LEAST_MAILS_A_KILL = 23, 40
# However loaded the machine is, the senders get so much time.
MINUTES, LEAST_A_SECOND = 5.0, 3.0


def run_mail(arguments: argparse.Namespace) -> int:
    """Return 0 if nothing was lost, doubled or stuck, 3 if it was, 1 if this proves nothing."""
    wishes = wishes_of(arguments)
    drill = MailDrill(wishes, new_home())
    signal.signal(signal.SIGTERM, interrupt)
    keep = True
    try:
        outcome = drill.run()
        planted = sabotage.read(drill.home)
        missed = unnamed(outcome.findings, planted) if wishes.sabotage else []
        outcome.unfinished += [f"the judge did not name {what}" for what in missed]
        status = FAILED if missed else BAD if outcome.findings else GOOD
        if status == GOOD and not holds(wishes, outcome):
            status = FAILED
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
