"""What every channel is held to, and where that cannot apply, with the reason.

`test_contract.py` sees that each point is shown for each channel or named here, and that
`docs/channels.md` says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])

POINTS: Final[Mapping[str, str]] = {
    "proof": "only what is proved to be theirs is believed",
    "age": "what is older than its signature may be is refused",
    "once": "sent again, it is taken once",
    "order": "in whatever order it comes, nothing is lost",
    "absence": "what came while nobody ran for a week is taken in",
    "files in": "files are fetched from where they lie",
    "edits": "what they change stands beside what it was",
    "withdrawals": "what they take back is marked",
    "typing": "that they are typing is understood, and kept nowhere",
    "unreadable": "what nobody can read is shown to a person",
    "beside": "what nobody can read keeps nothing beside it from being taken",
    "phrase": "a recovery phrase reaches no row",
    "faults": "5xx, slow, broken and half an answer: tried again",
    "limits": "too many at once: not again before the vendor says",
    "refusals": "refused for good: given up, and its owner told",
    "parts": "a long answer goes in parts, and none twice",
    "files out": "files go along with an answer",
    "known again": "the same answer twice is one answer there",
    "delivered": "that it was delivered is told",
    "seen": "that it was read is told",
    "role": "where no support is promised, only where to go on is said",
}

NO_TIME: Final = "signs no time; what comes again is known by its name"
ONE_BY_ONE: Final = "sends one thing in a request"
NO_NAMES: Final = "takes no name for what is sent, so it may be said twice"
NO_TYPING: Final = "tells nobody who is typing"
UNTOLD: Final = "does not tell"
AS_LINKS: Final = "takes none; links to them stand in the words"
BY_PEOPLE: Final = "people write it down"
TOLD_BY_PEOPLE: Final = "people tell it, and say whether they did"

NOT_APPLYING: Final[Mapping[str, Mapping[str, str]]] = {
    "discord": {"delivered": UNTOLD, "seen": UNTOLD},
    "instagram": {
        "age": NO_TIME,
        "typing": NO_TYPING,
        "files out": AS_LINKS,
        "known again": NO_NAMES,
        "delivered": UNTOLD,
    },
    "kakao": {
        "absence": "what is older than a day is not believed, since nothing is signed",
        "edits": UNTOLD,
        "withdrawals": UNTOLD,
        "typing": NO_TYPING,
        "beside": ONE_BY_ONE,
        "delivered": UNTOLD,
        "seen": UNTOLD,
    },
    "line": {
        "age": NO_TIME,
        "typing": NO_TYPING,
        "files out": AS_LINKS,
        "delivered": UNTOLD,
        "seen": UNTOLD,
    },
    "mail": {
        "age": "mail has none; servers try for days",
        "edits": "what was sent stays sent",
        "withdrawals": "what was sent stays sent",
        "typing": NO_TYPING,
        "beside": ONE_BY_ONE,
        "limits": "4xx says later, and not when",
        "parts": "a mail is as long as it needs to be",
        "delivered": "success is told by few servers, failure by all",
        "seen": "readers are not spied on",
    },
    "manual": {
        "proof": "whoever calls proves nothing, and their case is not verified",
        "age": BY_PEOPLE,
        "order": BY_PEOPLE,
        "absence": BY_PEOPLE,
        "edits": BY_PEOPLE,
        "withdrawals": BY_PEOPLE,
        "typing": BY_PEOPLE,
        "unreadable": BY_PEOPLE,
        "beside": BY_PEOPLE,
        "faults": TOLD_BY_PEOPLE,
        "limits": TOLD_BY_PEOPLE,
        "parts": TOLD_BY_PEOPLE,
        "files out": TOLD_BY_PEOPLE,
        "known again": TOLD_BY_PEOPLE,
        "delivered": TOLD_BY_PEOPLE,
        "seen": TOLD_BY_PEOPLE,
        "role": "nothing goes out by itself",
    },
    "messenger": {"age": NO_TIME, "typing": NO_TYPING, "known again": NO_NAMES},
    "telegram": {
        "age": NO_TIME,
        "withdrawals": UNTOLD,
        "typing": NO_TYPING,
        "beside": ONE_BY_ONE,
        "known again": NO_NAMES,
        "delivered": UNTOLD,
        "seen": UNTOLD,
    },
    "webhook": {"beside": ONE_BY_ONE},
    "wechat": {
        "absence": "pushes three times within seconds, and keeps nothing",
        "edits": UNTOLD,
        "withdrawals": UNTOLD,
        "typing": NO_TYPING,
        "beside": ONE_BY_ONE,
        "known again": NO_NAMES,
        "delivered": UNTOLD,
        "seen": UNTOLD,
    },
    "whatsapp": {"age": NO_TIME, "typing": NO_TYPING, "known again": NO_NAMES},
    "x": {
        "age": NO_TIME,
        "edits": "direct messages cannot be changed; posts can",
        "withdrawals": "of direct messages nothing is told; of posts it is",
        "known again": NO_NAMES,
        "delivered": UNTOLD,
    },
}


def shows(*points: str) -> Callable[[Test], Test]:
    """Say of a test that it shows these points for the channel that it is a test of."""
    assert set(points) <= POINTS.keys(), "only these points are known"

    def marked(test: Test) -> Test:
        test.points = points  # type: ignore[attr-defined]
        return test

    return marked


def applies(kind: str, point: str) -> bool:
    return point not in NOT_APPLYING.get(kind, {})


def table() -> str:
    """The points as `docs/channels.md` has them: who does not keep to each, and why."""
    lines = ["| point | does not apply to |", "|---|---|"]
    for point, words in POINTS.items():
        why: dict[str, list[str]] = {}
        for kind, reasons in NOT_APPLYING.items():
            if point in reasons:
                why.setdefault(reasons[point], []).append(kind)
        told = "; ".join(f"{', '.join(kinds)}: {reason}" for reason, kinds in why.items())
        lines.append(f"| *{point}*: {words} | {told or '-'} |")
    return "\n".join(lines)
