"""What is found where the exchange's own books contradict themselves or lack something."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, Literal

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Certainty, Missing, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found

AN_HOUR: Final = timedelta(hours=1)
Why = Literal["DISAGREE", "INCOMPLETE"]


def task_of(team: str) -> Step:
    """Something that this team of ours has to do now."""
    return Step(kind="open_task", who="staff", arguments={"team": team})


def doubt(ask: Ask, why: Why, *facts: Fact[Any], about: str, team: str) -> Found:
    """These facts contradict each other (DISAGREE) or have holes (INCOMPLETE): staff must look."""
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        said=(Said(key="any.disagree" if why == "DISAGREE" else "any.incomplete"),),
        missing=tuple(
            Missing(source=fact.source, question=fact.question, why=why) for fact in facts
        ),
        steps=(task_of(team),),
        watch=Watch(at=ask.at + AN_HOUR, subject=about),
    )
