"""What several diagnosers ask of a transfer that came in: where it is, whose address, what is off.

Questions and pure functions; what they find is put into words by the diagnosers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.facts import Fact, Figure
from pharos.diagnosis.findings import Certainty, Missing
from pharos.diagnosis.running import Found
from pharos.exchange.chains.port import Sighting, Transaction, Transfer
from pharos.exchange.objects import AddressMatch, AssetNetwork, Deposit, DepositMatch, Page
from pharos.exchange.places import same_place
from pharos.exchange.port import Exchange

T = TypeVar("T")
# When to look again where no fact says when something changes.
SOON: Final = timedelta(minutes=10)
AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
# There is nothing to compare: the transaction is unknown, or nothing of it came to the exchange.
# Every diagnoser of a transfer needs this outcome besides those of domain.md C4; D01 explains it.
NOT_SEEN: Final = "NOT_SEEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A transaction of a chain, seen with the customer's and the exchange's eyes."""

    seen: Fact[Sighting]
    transaction: Transaction
    status: Fact[Page[AssetNetwork]]

    @property
    def network(self) -> str:
        return self.transaction.network

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """What moved, or is about to. What failed or was replaced moves nothing."""
        is_live = self.transaction.status in ("PENDING", "SUCCESS")
        return self.transaction.transfers if is_live else ()

    @property
    def certainty(self) -> Certainty:
        return Certainty.CERTAIN if self.seen.data.agreed else Certainty.LIKELY

    def row(self, transfer: Transfer) -> AssetNetwork | None:
        """The exchange's row for what was transferred: by contract, never by its name alone."""
        for row in self.status.data.items:
            if same_place(self.network, row.contract, transfer.contract) and (
                transfer.contract is not None or row.asset == transfer.symbol
            ):
                return row
        return None

    def evidence(self, transfer: Transfer, row: AssetNetwork) -> dict[str, Figure]:
        """The figures of the card, of what the exchange lists."""
        return {
            "amount": self.seen.amount(transfer.amount, row.asset),
            "network": self.seen.shows(self.network, "network"),
            "confirmations": self.seen.shows(self.transaction.confirmations),
            "required": self.status.shows(row.confirmations_credit),
            "txid": self.seen.shows(self.transaction.txid, "place"),
        }


def arrival(ask: Ask) -> Arrival | None:
    """The transaction on the network that was named or wherever else it is; None if nowhere.

    Raises `Missed` where its sources contradict each other: nobody guesses which is right.
    """
    seen = sighted(ask)
    if seen is None or seen.data.transaction is None:
        return None
    network = seen.data.transaction.network
    status = ask.of(Exchange.network_status, network=network)
    return Arrival(seen=seen, transaction=seen.data.transaction, status=status)


def sighted(ask: Ask) -> Fact[Sighting] | None:
    """Look for the transaction on all networks, the named one first.

    A network that cannot be read does not matter once the transaction was found on another.
    """
    if not ask.inputs.txid:
        return None
    away: Missed | None = None
    for network in _in_order(ask):
        try:
            seen = ask.sighting(network, ask.inputs.txid)
        except Missed as missed:
            away = away or missed
            continue
        if seen.data.against:
            raise disagree(seen, *seen.data.sources, *seen.data.against)
        if seen.data.transaction is not None:
            return seen
    if away is not None:
        raise away
    return None


def _in_order(ask: Ask) -> list[str]:
    named = [ask.inputs.network] if ask.inputs.network else []
    return named + [one for one in ask.networks().data if one not in named]


def disagree(about: Fact[Any], *sources: str) -> Missed:
    """What is raised where two sources tell different stories."""
    return Missed(Missing(source=", ".join(sources), question=about.question, why="DISAGREE"))


def unseen_certainty(ask: Ask) -> Certainty:
    """How sure it is that no chain knows the transaction: every one had two witnesses of it."""
    seen: list[Sighting] = [
        fact.data
        for fact in ask.facts
        if fact.question == "chain.sighting" and fact.arguments["txid"] == ask.inputs.txid
    ]
    is_sure = all(one.agreed for one in seen)
    return Certainty.CERTAIN if is_sure else Certainty.LIKELY


def not_seen(ask: Ask, found: Arrival | None = None) -> Found:
    """There is nothing to compare, as sure as the chains are of it."""
    certainty = found.certainty if found else unseen_certainty(ask)
    return Found(outcome=NOT_SEEN, certainty=certainty, is_fine=True)


def weighed(found: Arrival, result: Found) -> Found:
    """The same, at most as certain as the chain's sources are."""
    if result.certainty != Certainty.CERTAIN:
        return result
    return replace(result, certainty=found.certainty)


def is_proved(ask: Ask) -> bool:
    """Whether an account may be looked at. Public facts are told to anybody."""
    return bool(ask.customer) and ask.assurance >= 2  # noqa: PLR2004 - AL2, domain.md C1


def whose(ask: Ask, network: str, transfer: Transfer) -> Fact[AddressMatch]:
    return ask.of(Exchange.lookup_address, network=network, address=transfer.to, memo=transfer.memo)


def ours(ask: Ask, found: Arrival) -> tuple[Transfer, Fact[AddressMatch]] | None:
    """The transfer that went to an address of the exchange, and whose address that is.

    One transaction may pay many: this customer's part comes before anybody else's.
    """
    first: tuple[Transfer, Fact[AddressMatch]] | None = None
    for transfer in found.transfers:
        match = whose(ask, found.network, transfer)
        if is_self(match.data):
            return transfer, match
        if match.data.match != "NOT_OURS" and first is None:
            first = transfer, match
    return first


def is_self(match: AddressMatch) -> bool:
    return match.match in ("SELF_CURRENT", "SELF_RETIRED")


def meant_elsewhere(ask: Ask, found: Arrival) -> tuple[Transfer, Fact[AddressMatch]] | None:
    """A transfer to what is this customer's address on another network only, and on which."""
    for transfer in found.transfers:
        here = whose(ask, found.network, transfer).data
        if here.match != "NOT_OURS":
            continue
        for network in sorted(here.keys_on, key=lambda one: one != ask.inputs.network):
            there = whose(ask, network, transfer)
            if is_self(there.data):
                return transfer, there
    return None


def is_delisted(row: AssetNetwork, at: datetime) -> bool:
    """Whether what arrives at `at` is not taken any more. The end itself is already too late."""
    ended = row.delisting is not None and row.delisting.deposit_end <= at
    return row.deposit == "CLOSED" or ended


def is_astray(ask: Ask, found: Arrival, transfer: Transfer, match: AddressMatch) -> bool:
    """Whether something other than waiting is in the way: what D02 to D06 and D40 tell of."""
    row = found.row(transfer)
    return (
        row is None
        or not is_self(match)
        or (match.match == "SELF_RETIRED" and not match.credits)
        or (match.memo_required and match.memo_match != "SELF")
        or transfer.amount < row.min_deposit
        or (transfer.internal and row.internal_tx != "CREDIT")
        or is_delisted(row, found.transaction.block_at or ask.at)
    )


def record(ask: Ask) -> Fact[DepositMatch]:
    """The exchange's own record of the transaction: on the named network, else on any."""
    txid, network = ask.inputs.txid, ask.inputs.network
    if network:
        named = ask.of(Exchange.find_deposit, txid=txid, network=network)
        if named.data.match != "NONE":
            return named
    return ask.of(Exchange.find_deposit, txid=txid)


def own_record(ask: Ask) -> tuple[Fact[DepositMatch], Deposit] | None:
    """Return the customer's own deposit of the transaction, if the books have it."""
    if not ask.inputs.txid:
        return None
    booked = record(ask)
    if booked.data.match != "SELF" or booked.data.deposit is None:
        return None
    return booked, booked.data.deposit


def amount_of(ask: Ask) -> Decimal | None:
    """The amount that the customer named, None if none can be read."""
    try:
        named = Decimal(ask.inputs.amount)
    except InvalidOperation:
        return None
    return named if named.is_finite() else None


def blocks_take(blocks: int, row: AssetNetwork, at: datetime) -> datetime:
    """When so many more blocks will be there, at the chain's usual speed."""
    return at + timedelta(seconds=blocks * float(row.block_seconds))


def perhaps(question: Callable[[], T]) -> T | None:
    """What only adds to a finding that is right without it: None where it is not to be had."""
    try:
        return question()
    except Missed:
        return None
