"""Which channels there really are: what a brand says of each, held against the accounts it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pharos.brands.profile import ALSO_CALLED, ChannelState, Profile, SupportRole
from pharos.brands.profile import Channel as Published
from pharos.channels.models import ChannelAccount
from pharos.channels.registry import channels

# These need no account: they are pages of ours.
OWN: Final = frozenset({"widget", "form", "help"})
# By these people of the brand's work; nobody writes to them.
INTERNAL: Final = frozenset({"webhook", "manual"})
# The setting in which an account says by what customers find it.
NAMED_BY: Final[Mapping[str, str]] = {"mail": "address", "telegram": "username"}
MAIL: Final = "mail"
_KIND_OF: Final = {name: kind for kind, name in ALSO_CALLED.items()}


class Presence(StrEnum):
    """How a channel really is. STATED: nothing here can see it, so the brand's word stands."""

    WORKS = "works"
    TROUBLED = "troubled"
    PAUSED = "paused"
    ANNOUNCED = "announced"
    STATED = "stated"
    ABSENT = "absent"


STATE_OF: Final[Mapping[Presence, ChannelState]] = {
    Presence.WORKS: ChannelState.LIVE,
    Presence.STATED: ChannelState.LIVE,
    Presence.TROUBLED: ChannelState.SUSPENDED,
    Presence.PAUSED: ChannelState.SUSPENDED,
    Presence.ANNOUNCED: ChannelState.PROMISED,
    Presence.ABSENT: ChannelState.ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One channel as it is. `names` are the addresses or names by which its accounts are found."""

    channel: Published
    presence: Presence
    names: tuple[str, ...] = ()
    heard_at: datetime | None = None
    sent_at: datetime | None = None


def kind_of(name: str) -> str:
    """Return what we call a kind of channel; profiles may have an older name of its vendor's."""
    return _KIND_OF.get(name, name)


def names_of(kind: str, accounts: Sequence[ChannelAccount]) -> tuple[str, ...]:
    """Return by what customers find these accounts, as far as the accounts themselves know it."""
    setting = NAMED_BY.get(kind, "")
    told = (account.settings.get(setting, "").strip() for account in accounts)
    return tuple(dict.fromkeys(name for name in told if name))


def is_same_name(one: str, other: str) -> bool:
    return one.strip().lstrip("@").casefold() == other.strip().lstrip("@").casefold()


def present_channels(profile: Profile, accounts: Sequence[ChannelAccount]) -> list[Present]:
    """Return every channel that the brand names or has, as it really is, in the brand's order.

    An account that is on makes a channel, whatever is said of it, and without one there is none.
    A mail address is named only if an account that is on receives there. Where a brand denies what
    it has, nothing is said of it until the two agree.
    """
    found = [one for each in profile.channels if (one := _present(each, accounts)) is not None]
    return [*found, *_unsaid(profile, accounts)]


def true_profile(profile: Profile, present: Sequence[Present]) -> Profile:
    """Return the profile with its channels as they really are."""
    return replace(profile, channels=tuple(each.channel for each in present))


def _present(said: Published, accounts: Sequence[ChannelAccount]) -> Present | None:
    kind = kind_of(said.kind)
    there = [account for account in accounts if account.kind == kind]
    on = [account for account in there if account.is_on]
    if said.state == ChannelState.ABSENT and on:
        return None
    return _told(said, _presence(said, kind, there), on)


def _unsaid(profile: Profile, accounts: Sequence[ChannelAccount]) -> Iterator[Present]:
    """What is on and stands nowhere: whoever is answered there must be able to look it up."""
    said = {kind_of(channel.kind) for channel in profile.channels}
    known = channels().keys() - INTERNAL - said
    for kind in dict.fromkeys(account.kind for account in accounts if account.is_on):
        if kind in known:
            on = [account for account in accounts if account.is_on and account.kind == kind]
            made = Published(kind=kind, state=ChannelState.LIVE, support_role=SupportRole.FULL)
            yield _told(made, _of(on), on)


def _told(said: Published, presence: Presence, on: Sequence[ChannelAccount]) -> Present:
    kind = kind_of(said.kind)
    is_there = presence in (Presence.WORKS, Presence.TROUBLED)
    names = names_of(kind, on) if is_there else ()
    value = names[0] if names else "" if kind == MAIL else said.value
    return Present(
        channel=replace(said, state=STATE_OF[presence], value=value),
        presence=presence,
        names=names or ((value,) if value else ()),
        heard_at=_latest(account.heard_at for account in on),
        sent_at=_latest(account.sent_at for account in on),
    )


def _presence(said: Published, kind: str, there: Sequence[ChannelAccount]) -> Presence:
    if said.state in (ChannelState.ABSENT, ChannelState.SUSPENDED):
        return Presence.ABSENT if said.state == ChannelState.ABSENT else Presence.PAUSED
    is_live = said.state == ChannelState.LIVE
    if kind in OWN:
        return Presence.WORKS if is_live else Presence.ANNOUNCED
    if kind not in channels():
        return Presence.STATED if is_live else Presence.ANNOUNCED
    on = [account for account in there if account.is_on]
    if on:
        return _of(on)
    return Presence.PAUSED if there and is_live else Presence.ANNOUNCED


def _of(on: Sequence[ChannelAccount]) -> Presence:
    return Presence.TROUBLED if all(account.trouble for account in on) else Presence.WORKS


def _latest(instants: Iterator[datetime | None]) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
