"""D06: whether a token is the one that the exchange lists, or only has its name.

What a token calls itself is written by whoever made it, so that name is compared and never shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    NOT_SEEN,
    Arrival,
    arrival,
    is_delisted,
    is_proved,
    not_seen,
    ours,
    own_record,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AssetNetwork, Page
from pharos.exchange.places import same_place
from pharos.exchange.port import Exchange

WORDS = {
    "impostor": _(
        "This token only has the same name; its contract is %(contract)s, not the one of "
        "%(asset)s that we list."
    ),
    "impostor_named": _(
        "A token with this contract only has the same name; it is not the %(asset)s that we list."
    ),
    "real": _("The contract of %(asset)s on %(network)s is %(listed)s."),
    "coin": _("%(asset)s is the own coin of %(network)s and has no contract."),
    "unlisted": _(
        "We do not list the token with the contract %(contract)s on %(network)s, so it is not "
        "credited."
    ),
    "unlisted_coin": _("We do not list the own coin of %(network)s, so it is not credited."),
    "unlisted_named": _("We do not list a token with this contract."),
    "delisted": _("We take no more deposits of %(asset)s on %(network)s."),
    "delisted_since": _(
        "We take no more deposits of %(asset)s on %(network)s. They ended on %(end)s."
    ),
    "withdraw_until": _("What you hold can be withdrawn until %(until)s."),
}
# NOT_SEEN besides those of domain.md: see arrivals.py.
OUTCOMES = ("LISTED", "DELISTED", "UNLISTED", "IMPOSTOR", NOT_SEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token to compare: from a transfer (`found`), or as the customer named it."""

    listed: Fact[Page[AssetNetwork]]
    network: str
    contract: str | None
    name: str
    at: datetime
    found: Arrival | None = None


@diagnoser("D06", "token_check", outcomes=OUTCOMES, words=WORDS, assurance=0)
def token_check(ask: Ask) -> Found:
    """Compare the contract with the exchange's list: of the same network, and never the name alone.

    The list is public. What the books have for this customer was one of the list.
    """
    if ask.inputs.txid:
        return _of_transfer(ask)
    if not ask.inputs.contract:
        return Found(outcome=NOT_SEEN, is_fine=True)
    inputs = ask.inputs
    listed = ask.of(Exchange.network_status, network=inputs.network or None)
    return _compared(
        Token(
            listed=listed,
            network=inputs.network,
            contract=inputs.contract,
            name=inputs.asset,
            at=ask.at,
        )
    )


def _of_transfer(ask: Ask) -> Found:
    if is_proved(ask) and own_record(ask) is not None:
        return Found(outcome="LISTED", is_fine=True)
    found = arrival(ask)
    transfer = None if found is None else _transfer(ask, found)
    if found is None or transfer is None:
        return not_seen(ask, found)
    token = Token(
        listed=found.status,
        network=found.network,
        contract=transfer.contract,
        name=transfer.symbol,
        at=found.transaction.block_at or ask.at,
        found=found,
    )
    return weighed(found, _compared(token))


def _transfer(ask: Ask, found: Arrival) -> Transfer | None:
    """What came to the exchange; for whoever is not proved, the only one that there is."""
    if is_proved(ask):
        hit = ours(ask, found)
        return hit[0] if hit else None
    return found.transfers[0] if len(found.transfers) == 1 else None


def _compared(token: Token) -> Found:
    row = next((one for one in token.listed.data.items if _is_it(one, token)), None)
    if row is not None:
        if is_delisted(row, token.at):
            return _delisted(token, row)
        return Found(outcome="LISTED", evidence=_evidence(token), is_fine=True)
    namesake = _namesake(token)
    if namesake is not None:
        return _impostor(token, namesake)
    return _unlisted(token)


def _is_it(row: AssetNetwork, token: Token) -> bool:
    if token.contract is None:
        return row.contract is None and row.asset == token.name
    return same_place(row.network, row.contract, token.contract)


def _namesake(token: Token) -> AssetNetwork | None:
    """The listed one whose name it bears, on the same network: elsewhere it may be genuine."""
    if token.contract is None or not token.network:
        return None
    rows: Iterable[AssetNetwork] = token.listed.data.items
    return next((one for one in rows if _plain(one.asset) == _plain(token.name)), None)


def _plain(name: str) -> str:
    """Without what makes two names differ that look the same: case, width, blanks, marks."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in letters if one.isalnum())


def _impostor(token: Token, row: AssetNetwork) -> Found:
    asset = token.listed.shows(row.asset)
    network = token.listed.shows(row.network, "network")
    contract = _contract(token)
    if contract is None:
        said = [Said(key="D06.impostor_named", figures={"asset": asset})]
    else:
        figures = {"asset": asset, "contract": contract}
        said = [Said(key="D06.impostor", figures=figures)]
    real = {"asset": asset, "network": network}
    if row.contract is None:
        said.append(Said(key="D06.coin", figures=real))
    else:
        real["listed"] = token.listed.shows(row.contract, "place")
        said.append(Said(key="D06.real", figures=real))
    return Found(outcome="IMPOSTOR", said=tuple(said), evidence=_evidence(token) | real)


def _unlisted(token: Token) -> Found:
    contract = _contract(token)
    if token.found is None:
        said = Said(key="D06.unlisted_named")
    elif contract is None:
        network = token.found.seen.shows(token.network, "network").with_fact(token.listed)
        said = Said(key="D06.unlisted_coin", figures={"network": network})
    else:
        network = token.found.seen.shows(token.network, "network").with_fact(token.listed)
        figures = {"contract": contract, "network": network}
        said = Said(key="D06.unlisted", figures=figures)
    return Found(outcome="UNLISTED", said=(said,), evidence=_evidence(token))


def _delisted(token: Token, row: AssetNetwork) -> Found:
    figures: dict[str, Figure] = {
        "asset": token.listed.shows(row.asset),
        "network": token.listed.shows(row.network, "network"),
    }
    if row.delisting is None or row.delisting.deposit_end > token.at:
        return Found(
            outcome="DELISTED",
            said=(Said(key="D06.delisted", figures=figures),),
            evidence=_evidence(token) | figures,
        )
    figures["end"] = token.listed.shows(row.delisting.deposit_end)
    said = [Said(key="D06.delisted_since", figures=figures)]
    if row.delisting.withdraw_end > token.listed.as_of:
        until = token.listed.shows(row.delisting.withdraw_end)
        said.append(Said(key="D06.withdraw_until", figures={"until": until}))
    return Found(outcome="DELISTED", said=tuple(said), evidence=_evidence(token) | figures)


def _contract(token: Token) -> Figure | None:
    if token.found is None or token.contract is None:
        return None
    return token.found.seen.shows(token.contract, "place")


def _evidence(token: Token) -> dict[str, Any]:
    contract = _contract(token)
    return {} if contract is None else {"contract": contract}
