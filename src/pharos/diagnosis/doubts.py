"""What a diagnoser says when it cannot know: records that contradict or lack, inputs not given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, Literal

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Certainty, Missing, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found
from pharos.exchange.port import Exchange

AN_HOUR: Final = timedelta(hours=1)
# Sources that contradict each other are often one of them late: it is looked at again soon.
SOON: Final = timedelta(minutes=2)
Why = Literal["DISAGREE", "INCOMPLETE"]
WORDS: Final[dict[Why, str]] = {"DISAGREE": "any.disagree", "INCOMPLETE": "any.incomplete"}


def task_of(team: str) -> Step:
    """Something that this team of ours has to do now."""
    return Step(kind="open_task", who="staff", arguments={"team": team})


def doubt(ask: Ask, why: Why, *facts: Fact[Any], about: str, team: str) -> Found:
    """The exchange's own books contradict themselves (DISAGREE) or have holes (INCOMPLETE).

    Nobody guesses what is right: a team of ours has to look.
    """
    missing = (Missing(source=fact.source, question=fact.question, why=why) for fact in facts)
    return _not_known(why, tuple(missing), team, Watch(at=ask.at + AN_HOUR, subject=about))


def disagreed(ask: Ask, *facts: Fact[Any], about: str, team: str = "") -> Found:
    """These sources contradict each other, which the one that is late may end by itself.

    Where the exchange's own records are among them, a team of ours has to look.
    """
    missing = Missing(
        source=", ".join(dict.fromkeys(fact.source for fact in facts)),
        question=", ".join(dict.fromkeys(fact.question for fact in facts)),
        why="DISAGREE",
    )
    watch = Watch(at=ask.at + SOON, subject=about, events=("withdrawal.state",))
    return _not_known("DISAGREE", (missing,), team, watch)


def _not_known(why: Why, missing: tuple[Missing, ...], team: str, watch: Watch) -> Found:
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        said=(Said(key=WORDS[why]),) if team else (),
        missing=missing,
        steps=(task_of(team),) if team else (),
        watch=watch,
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
