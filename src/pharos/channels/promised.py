"""What a brand says of its channels, beside what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pharos.brands.profile import Channel as Published
from pharos.brands.profile import ChannelState
from pharos.channels.models import ChannelAccount
from pharos.channels.present import OWN, is_same_name, kind_of, names_of
from pharos.channels.registry import channels


class Gap(StrEnum):
    """What is wrong between what is said and what there is; NONE is nothing."""

    NONE = "none"
    NOT_THERE = "not_there"
    OFF = "off"
    TROUBLED = "troubled"
    SILENT = "silent"
    UNSAID = "unsaid"
    DENIED = "denied"
    UNKNOWN = "unknown"
    MISNAMED = "misnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One kind of channel: what is published of it, its accounts, and the gap between the two."""

    kind: str
    said: Published | None
    accounts: tuple[ChannelAccount, ...]
    gap: Gap


def standings(said: Sequence[Published], accounts: Sequence[ChannelAccount]) -> list[Standing]:
    """Return every channel that is published or has an account, with the gap between the two.

    The published ones come in their order. For what no adapter serves, such as a telephone line,
    nothing can be told (`UNKNOWN`).
    """
    by_kind = {kind_of(each.kind): each for each in said}
    kinds = dict.fromkeys([*by_kind, *(account.kind for account in accounts)])
    return [
        _standing(kind, by_kind.get(kind), tuple(a for a in accounts if a.kind == kind))
        for kind in kinds
    ]


def _standing(kind: str, said: Published | None, accounts: tuple[ChannelAccount, ...]) -> Standing:
    return Standing(kind=kind, said=said, accounts=accounts, gap=_gap(kind, said, accounts))


def _gap(kind: str, said: Published | None, accounts: tuple[ChannelAccount, ...]) -> Gap:
    on = [account for account in accounts if account.is_on]
    if said is None:
        return Gap.UNSAID if on else Gap.NONE
    if said.state in (ChannelState.ABSENT, ChannelState.PROMISED):
        return Gap.DENIED if on else Gap.NONE
    if kind in OWN or said.state == ChannelState.SUSPENDED:
        return Gap.NONE
    if kind not in channels():
        return Gap.UNKNOWN
    return _of_live(kind, said, accounts, on)


def _of_live(
    kind: str, said: Published, accounts: tuple[ChannelAccount, ...], on: list[ChannelAccount]
) -> Gap:
    if not on:
        return Gap.OFF if accounts else Gap.NOT_THERE
    if all(account.trouble for account in on):
        return Gap.TROUBLED
    names = names_of(kind, on)
    if said.value and names and not any(is_same_name(said.value, name) for name in names):
        return Gap.MISNAMED
    return Gap.NONE if any(account.heard_at for account in on) else Gap.SILENT
