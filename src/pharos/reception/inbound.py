"""What every channel turns its arrivals into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

LONGEST_TOKEN = 100
# Why nothing can be said: whoever wrote has named no place to answer to.
NO_ADDRESS: Final = "no_address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a customer, as the channel understood it. Not screened yet."""

    channel: str
    external_id: str
    client_token: str
    text: str
    files: tuple[str, ...] = ()
    # Files that are not checked yet (cases/arriving.py). They are shown once they are.
    arriving: tuple[str, ...] = ()
    reason: str = ""
    # What it is about in the sender's own words; without it the first words stand in lists.
    subject: str = ""
    # What is at stake, if they were asked: one of `cases.priority.HEAD_STARTS`.
    impact: str = ""
    language: str = "en"
    timezone: str = ""
    surface: str = ""
    # From where it came, as `people.networks.sender` names it; for who is not signed in only.
    network: str = ""
    # The channel's own name for this item: the same item again is not taken twice.
    item: str = ""
    # Whoever sent it cannot be asked to sign in or to wait: it is taken in whatever it is.
    must_take: bool = False
    # The conversation on another channel that it is proved to go on with.
    continues: int | None = None
    # A formal record stands by itself: it joins no open case about the same.
    own_case: bool = False
    # It comes with files that are still being fetched or checked, so it may have no words.
    files_follow: bool = False
    # Under which reason it is found among the feedback, where nobody chose one.
    feedback: str = ""
    # What else the entry says, from the words as they may be kept: such as where quotes stand.
    about: Callable[[str], Mapping[str, Any]] | None = None
    # What the channel writes down of it besides, in the same transaction; not of a repeat.
    also: Callable[[Admitted], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What the sender is told once everything is committed."""

    case: str
    position: int
    at: datetime
    text: str
    removed: tuple[str, ...]
    repeated: bool
    case_id: int = 0
    conversation_id: int = 0
    seq: int = 0
