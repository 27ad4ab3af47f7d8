"""D18: whether an address is in the customer's own list, and from when on it can be used."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import doubt, is_offered, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.diagnosis.withdrawals import same_address
from pharos.exchange.objects import Page, WhitelistEntry
from pharos.exchange.port import Exchange

WORDS = {
    "active": _("This address is in your list of withdrawal addresses and can be used."),
    "cooling": _(
        "This address is in your list of withdrawal addresses. It becomes usable on %(end)s."
    ),
    "not_listed": _("This address is not in your list of withdrawal addresses."),
    "other_network": _("It is in your list for the network %(network)s."),
    "other_memo": _("It is in your list with another memo or tag."),
    "list_only": _("You allow withdrawals only to addresses in that list, so add it first."),
    "list_optional": _("You do not limit withdrawals to that list, so this is not in the way."),
    "which_address": _("Tell us the address, so that we can look for it in your list."),
    "which_network": _(
        "This address is in your list for more than one network. Tell us which one you mean."
    ),
    "which_memo": _(
        "This address is in your list with more than one memo or tag. Tell us which one you mean."
    ),
}
OUTCOMES = ("ACTIVE", "COOLING", "NOT_LISTED")
EVENTS: Final = ("hold.ended", "security.changed")
Listed = Fact[Page[WhitelistEntry]]


@diagnoser("D18", "whitelist", outcomes=OUTCOMES, words=WORDS)
def whitelist(ask: Ask) -> Found:
    """By address, network and memo, as far as they were given."""
    if not ask.inputs.address:
        return not_given("address", "D18.which_address")
    listed = ask.of(Exchange.list_withdraw_addresses, ref=ask.customer)
    same = [one for one in listed.data.items if same_address(one.address, ask.inputs.address)]
    fitting = [one for one in same if _fits(ask, one)]
    if not fitting and listed.data.next_cursor:
        return doubt(ask, "INCOMPLETE", listed, about=ask.customer, team="wallet")
    if not fitting:
        return _not_listed(ask, listed, same)
    for name in ("network", "memo"):
        if len({getattr(one, name) for one in fitting}) > 1:
            return not_given(name, f"D18.which_{name}")
    return _listed(ask, listed, min(fitting, key=lambda one: one.active_from))


def _fits(ask: Ask, one: WhitelistEntry) -> bool:
    """An entry without a memo is for any; one with a memo is for that memo alone."""
    if ask.inputs.network not in ("", one.network):
        return False
    return not ask.inputs.memo or one.memo in (None, ask.inputs.memo)


def _listed(ask: Ask, listed: Listed, one: WhitelistEntry) -> Found:
    evidence = _evidence(listed, one)
    if one.active_from <= ask.at:
        said = (Said(key="D18.active"),)
        return Found(outcome="ACTIVE", said=said, evidence=evidence, is_fine=True)
    end = listed.shows(one.active_from)
    return Found(
        outcome="COOLING",
        said=(Said(key="D18.cooling", figures={"end": end}),),
        evidence=evidence | {"ends": end},
        eta=end,
        watch=Watch(at=one.active_from, subject=one.address, events=EVENTS),
    )


def _not_listed(ask: Ask, listed: Listed, same: list[WhitelistEntry]) -> Found:
    """In the way only of whoever sends to listed addresses alone, if the exchange tells that."""
    only = None
    if is_offered(ask, Exchange.get_security):
        only = ask.of(Exchange.get_security, ref=ask.customer).data.whitelist_only
    said = [Said(key="D18.not_listed"), *_instead(ask, listed, same)]
    if only is not None:
        said.append(Said(key="D18.list_only" if only else "D18.list_optional"))
    return Found(
        outcome="NOT_LISTED",
        said=tuple(said),
        steps=(Step(kind="add_withdraw_address"),) if only else (),
        is_fine=not (listed.data.items if only is None else only),
    )


def _instead(ask: Ask, listed: Listed, same: list[WhitelistEntry]) -> list[Said]:
    """What is listed of the same address: for other networks, or with another memo."""
    networks = sorted({one.network for one in same})
    if ask.inputs.network in networks or (same and not ask.inputs.network):
        return [Said(key="D18.other_memo")]
    return [
        Said(key="D18.other_network", figures={"network": listed.shows(name, "network")})
        for name in networks
    ]


def _evidence(listed: Listed, one: WhitelistEntry) -> dict[str, Figure]:
    return {
        "network": listed.shows(one.network, "network"),
        "to": listed.shows(one.address, "place"),
        "since": listed.shows(one.added_at),
    }
