"""Running a drill for a person: a summary and a status out, and the folder kept if it is needed."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType
from typing import Any, Protocol

from pharos.bench.drills import sabotage
from pharos.bench.drills.drill import Drill
from pharos.bench.drills.judge import unnamed
from pharos.config.machine.errors import MachineError

GOOD, FAILED, BAD = 0, 1, 3
Planted = Sequence[dict[str, Any]]


class Report(Protocol):
    """What a drill says of itself; a module with these functions will do."""

    def holds(self, wishes: Any, outcome: Any, /) -> bool: ...
    def summary(self, wishes: Any, outcome: Any, planted: Planted, /) -> list[str]: ...
    def as_json(self, wishes: Any, outcome: Any, status: int, planted: Planted, /) -> str: ...


def run_drill(drill: Drill, report: Report, *, keep: bool) -> int:
    """Return 0 if nothing was lost and all limits held, 3 for a loss, 1 if it proves nothing.

    The folder of a drill that failed is kept, and in any case if that is wished. One that was
    spoiled on purpose is bad if the judge names everything that was planted, else it failed.
    """
    signal.signal(signal.SIGTERM, interrupt)
    is_kept = True
    try:
        status = _told(drill, report)
        is_kept = status != GOOD and not drill.wishes.sabotage
    except MachineError as error:
        raise MachineError(error.code, f"{error} The drill proves nothing.") from error
    except KeyboardInterrupt:
        is_kept = False
        raise
    finally:
        if is_kept or keep:
            print(f"Kept: {drill.home} and {drill.database}")
        else:
            drill.discard()
    return status


def _told(drill: Drill, report: Report) -> int:
    wishes, outcome = drill.wishes, drill.run()
    planted = sabotage.read(drill.home)
    missed = unnamed(outcome.findings, planted) if wishes.sabotage else []
    outcome.unfinished += [f"the judge did not name {what}" for what in missed]
    status = FAILED if missed else BAD if outcome.findings else GOOD
    if status == GOOD and not report.holds(wishes, outcome):
        status = FAILED
    print("\n".join(report.summary(wishes, outcome, planted)))
    print(report.as_json(wishes, outcome, status, planted), flush=True)
    return status


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
