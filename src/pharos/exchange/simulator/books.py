"""How the simulated exchange credits what arrives: its rules, which it keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from pharos.exchange.chains.port import Transfer
from pharos.exchange.families import families_of as proved_families
from pharos.exchange.objects import AddressMatch, AddressReview, AssetNetwork, Deposit
from pharos.exchange.objects.money import DepositState
from pharos.exchange.places import same_place
from pharos.exchange.simulator.chain import Mined, SimulatedChain
from pharos.exchange.simulator.world import Account, Address, Ruling, World

# As long as an arriving transaction takes to be booked once it has been read.
BOOKED_AFTER = timedelta(0)


def deposits_of(world: World, account: Account) -> list[Deposit]:
    """Everything that arrived for this account and was read, newest first."""
    found = [
        deposit
        for chain in world.chains.values()
        for deposit, owner in _deposits_on(world, chain)
        if owner is account
    ]
    return sorted(found, key=lambda deposit: deposit.seen_at, reverse=True)


def find(world: World, txid: str, network: str | None) -> list[tuple[Deposit, Account]]:
    """The records of this transaction, whoever owns them."""
    chains = world.chains.values()
    return [
        (deposit, owner)
        for chain in chains
        if network in (None, chain.network) and txid in chain.transactions
        for deposit, owner in _records(world, chain, chain.transactions[txid])
    ]


def _deposits_on(world: World, chain: SimulatedChain) -> Iterator[tuple[Deposit, Account]]:
    for mined in chain.transactions.values():
        yield from _records(world, chain, mined)


def _records(
    world: World, chain: SimulatedChain, mined: Mined
) -> Iterator[tuple[Deposit, Account]]:
    if mined.mined_at is None or mined.mined_at > world.now or mined.failed or mined.replaced_by:
        return
    if chain.height(mined.mined_at) > chain.height(world.now) - world.lags.get(chain.network, 0):
        return
    if (chain.network, mined.txid) in world.forgotten:
        return
    block_at = chain.time_of(chain.height(mined.mined_at))
    for nr, transfer in enumerate(mined.transfers):
        row = _listed(world, chain.network, transfer)
        if row is None:
            continue
        owner = _owner(world, chain.network, transfer, row)
        ruling = world.rulings.get((chain.network, mined.txid))
        if owner is None or not (ruling or _is_credited(row, transfer, owner[1], block_at)):
            continue
        yield _deposit(world, chain, mined, nr, row, ruling), owner[0]


def _listed(world: World, network: str, transfer: Transfer) -> AssetNetwork | None:
    for row in world.networks:
        if row.network == network and same_place(network, row.contract, transfer.contract):
            if transfer.contract is None and row.asset != transfer.symbol:
                continue
            return row
    return None


def _owner(
    world: World, network: str, transfer: Transfer, row: AssetNetwork
) -> tuple[Account, Address] | None:
    for account, given in world.owners(network, transfer.to):
        if row.memo == "REQUIRED" and given.memo != transfer.memo:
            continue
        return account, given
    return None


def _is_credited(row: AssetNetwork, transfer: Transfer, given: Address, block_at: datetime) -> bool:
    """By the ordinary course: what nobody had to decide about."""
    if row.deposit == "CLOSED" or transfer.amount < row.min_deposit:
        return False
    if row.delisting and row.delisting.deposit_end <= block_at:
        return False
    if transfer.internal and row.internal_tx != "CREDIT":
        return False
    return given.retired_at is None or given.credits


def _deposit(
    world: World,
    chain: SimulatedChain,
    mined: Mined,
    nr: int,
    row: AssetNetwork,
    ruling: Ruling | None,
) -> Deposit:
    assert mined.mined_at is not None, "only what is in a block is booked"
    transfer = mined.transfers[nr]
    count = chain.confirmations(mined, world.now)
    credited_at = mined.mined_at + timedelta(
        seconds=(row.confirmations_credit - 1) * chain.block_seconds
    )
    state = ruling.state if ruling else _course(row, count)
    is_in = state in ("CREDITED", "CREDITED_LOCKED")
    return Deposit(
        id=f"dep-{mined.txid[:12]}-{nr}",
        asset=row.asset,
        network=chain.network,
        txid=mined.txid,
        amount=transfer.amount,
        state=state,
        confirmations=count,
        required=row.confirmations_credit,
        seen_at=mined.mined_at,
        to=transfer.to,
        from_addresses=(transfer.sender,) if transfer.sender else (),
        memo=transfer.memo,
        log_index=transfer.log_index,
        credited_at=credited_at if is_in else None,
        unlock_confirmations=row.confirmations_unlock,
        reason=ruling.reason if ruling else None,
        travel_rule=ruling.travel_rule if ruling else None,
        review_at=ruling.review_at if ruling else None,
    )


def _course(row: AssetNetwork, count: int) -> DepositState:
    if row.deposit == "PAUSED" or count < row.confirmations_credit:
        return "CONFIRMING"
    return "CREDITED" if count >= row.confirmations_unlock else "CREDITED_LOCKED"


def match_address(
    world: World, customer: str, network: str, address: str, memo: str | None
) -> AddressMatch:
    """Whose address this is, as the asking customer may know it."""
    if any(one.address == address and one.network == network for one in world.hot_wallets):
        return AddressMatch(match="HOT_WALLET")
    owners = list(world.owners(network, address))
    if not owners:
        return AddressMatch(match="NOT_OURS", keys_on=_keys_on(world, address))
    row = world.asset_network(owners[0][1].asset, network)
    needs_memo = row is not None and row.memo == "REQUIRED"
    mine = [given for account, given in owners if account.ref == customer]
    by_memo = [(account, given) for account, given in owners if given.memo == memo]
    told: Literal["SELF", "OTHER", "UNKNOWN", "NONE"] = "UNKNOWN"
    if needs_memo:
        if not memo:
            told = "NONE"
        elif by_memo:
            told = "SELF" if by_memo[0][0].ref == customer else "OTHER"
        is_self = told == "SELF"
    else:
        is_self = bool(mine)
    if not is_self:
        return AddressMatch(
            match="OTHER",
            memo_required=needs_memo,
            memo_match=told if needs_memo else None,
            asset=owners[0][1].asset,
            network=network,
        )
    given = next(one for one in mine if not needs_memo or one.memo == memo)
    return AddressMatch(
        match="SELF_RETIRED" if given.retired_at else "SELF_CURRENT",
        memo_required=needs_memo,
        memo_match=told if needs_memo else None,
        credits=given.credits if given.retired_at else None,
        retired_at=given.retired_at,
        asset=given.asset,
        network=network,
        keys_on=_keys_on(world, address),
    )


def _keys_on(world: World, address: str) -> tuple[str, ...]:
    """The networks on which the same keys own this address: those of one family."""
    return tuple(
        sorted(
            {
                given.network
                for account in world.accounts.values()
                for given in account.addresses
                if same_place(given.network, given.address, address)
            }
        )
    )


def review(world: World, network: str, address: str, *, clearance: bool) -> AddressReview:
    """What the exchange knows of a destination. The flag is for clearance alone."""
    ours = any(world.owners(network, address)) or any(
        one.address == address for one in world.hot_wallets
    )
    families = families_of(address)
    row = next((one for one in world.networks if one.network == network), None)
    return AddressReview(
        network=network,
        family_valid=network.partition(":")[0] in families,
        is_contract=(network, address) in world.contracts,
        is_ours=ours,
        memo=row.memo if row else "NONE",
        belongs_to=tuple(
            sorted({one for one in world.chains if one.partition(":")[0] in families})
        ),
        flag=world.flagged.get(address) if clearance else None,
    )


def families_of(address: str) -> frozenset[str]:
    """The CAIP-2 namespaces whose address this is, or, if nobody's, whose it looks like."""
    looks = frozenset(name for name, form in FORMS.items() if re.fullmatch(form, address))
    return proved_families(address) & frozenset(FORMS) or looks


FORMS = {
    "eip155": r"0x[0-9a-fA-F]{40}",
    "bip122": r"(bc1[0-9a-z]{20,90}|[13][1-9A-HJ-NP-Za-km-z]{25,34})",
    "tron": r"T[1-9A-HJ-NP-Za-km-z]{33}",
    "xrpl": r"r[1-9A-HJ-NP-Za-km-z]{24,34}",
    "stellar": r"G[A-Z2-7]{55}",
    "solana": r"[1-9A-HJ-NP-Za-km-z]{32,44}",
    "cosmos": r"cosmos1[0-9a-z]{38}",
    "tvm": r"(EQ|UQ)[-_0-9A-Za-z]{46}",
}
