from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.push.words import TITLES

FOREVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody likes the desk: theme (empty: as the system), and what may reach them how."""

    theme: str = ""
    plays_sound: bool = False
    tells_desktop: bool = False
    tells_by_mail: bool = False


@action
def set_preferences(*, actor: Actor, preferences: Preferences) -> None:
    """Keep how this person likes the desk. Only their own."""
    Staff.objects.filter(pk=actor.id or 0).update(
        theme=preferences.theme,
        plays_sound=preferences.plays_sound,
        tells_desktop=preferences.tells_desktop,
        tells_by_mail=preferences.tells_by_mail,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """The kinds of notices that somebody does not want, by mail and by push."""

    by_mail: Collection[str] = ()
    by_push: Collection[str] = ()


@action
def set_untold(*, actor: Actor, untold: Untold) -> None:
    """Keep which kinds of notices do not reach this person, and how. Only their own.

    All stand in the list at the desk all the same. A kind that does not exist is left out.
    """
    Staff.objects.filter(pk=actor.id or 0).update(
        untold_by_mail=[kind for kind in TITLES if kind in untold.by_mail],
        untold_by_push=[kind for kind in TITLES if kind in untold.by_push],
    )


@action
def want_quiet(*, actor: Actor, minutes: int | None) -> datetime | None:
    """Let nothing ring or pop up for so long (None: until switched off; 0: no longer).

    Notifications are kept in the list all the same. Returns until when.
    """
    until = now() + (FOREVER if minutes is None else timedelta(minutes=minutes))
    quiet = until if minutes != 0 else None
    Staff.objects.filter(pk=actor.id or 0).update(quiet_until=quiet)
    return quiet
