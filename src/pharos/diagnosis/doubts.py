"""What a diagnoser says when it cannot know: sources that contradict, inputs that are not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Certainty, Missing, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found
from pharos.exchange.port import Exchange

# Sources that contradict each other are often one of them late: it is looked at again soon.
SOON: Final = timedelta(minutes=2)


def disagreed(ask: Ask, *facts: Fact[Any], subject: str, team: str = "") -> Found:
    """These facts contradict each other: nobody guesses which is right.

    Where the exchange's own records are among them, a team of ours has to look.
    """
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        missing=(
            Missing(
                source=", ".join(dict.fromkeys(fact.source for fact in facts)),
                question=", ".join(dict.fromkeys(fact.question for fact in facts)),
                why="DISAGREE",
            ),
        ),
        said=(Said(key="any.disagree"),) if team else (),
        steps=(Step(kind="open_task", who="staff", arguments={"team": team}),) if team else (),
        watch=Watch(at=ask.at + SOON, subject=subject, events=("withdrawal.state",)),
    )


def not_given(name: str, key: str) -> Found:
    """The customer has not said something that this cannot be found out without."""
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        said=(Said(key=key),),
        missing=(Missing(source="customer", question=name, why="NOT_GIVEN"),),
    )


def is_offered(ask: Ask, question: Callable[..., object]) -> bool:
    """Whether the exchange answers this at all, by its own word. A fact like any other."""
    return question.__name__ in ask.of(Exchange.meta).data.capabilities
