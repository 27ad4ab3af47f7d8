"""What the simulated exchange answers to each question of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from pharos.exchange.actions import everything
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import (
    AddressMatch,
    AddressReview,
    Asset,
    AssetNetwork,
    Balance,
    Campaign,
    ContractSpec,
    Delivery,
    Deposit,
    DepositMatch,
    Directory,
    FiatTransfer,
    Incident,
    LedgerLine,
    Liquidation,
    Meta,
    OfficialChannel,
    Order,
    Page,
    Policy,
    RecoveryQuote,
    Restriction,
    Series,
    Withdrawal,
)
from pharos.exchange.reasons import NEUTRAL, SEALED, neutral
from pharos.exchange.simulator import books
from pharos.exchange.simulator.signing import signed
from pharos.exchange.simulator.world import Account, World

T = TypeVar("T")
PAGE: Final = 50
# What somebody who got between us would slip into the directory, without the key to sign it.
FORGED: Final = OfficialChannel(kind="website", value="northmere-help.example")


def _refuse(what: str) -> ExchangeError:
    return ExchangeError(Refusal.NOT_FOUND, what, source="exchange")


def _account(world: World, ref: str | None) -> Account:
    account = world.account(ref or "")
    if account is None:
        raise _refuse("customer")
    return account


def _page(items: Iterable[T]) -> Page[T]:
    return Page(items=tuple(items))


def _paged(cursor: str | None, items: Iterator[T]) -> Page[T]:
    """One page of a longer list; a cursor is where it begins."""
    begin = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0
    if cursor and not begin:
        raise _refuse("page")
    rest = tuple(islice(items, begin, begin + PAGE + 1))
    return Page(items=rest[:PAGE], next_cursor=str(begin + PAGE) if len(rest) > PAGE else None)


def _one(items: Iterable[T], wanted: str) -> T:
    for item in items:
        if getattr(item, "id", getattr(item, "ref", None)) == wanted:
            return item
    raise _refuse(wanted)


# --- what holds for everybody


def meta(world: World, _: AccessContext) -> Meta:
    offered = tuple(name for name in everything() if name not in world.unsupported)
    return Meta(api_version="1", capabilities=offered, reason_codes="1", regions=("EU",))


def list_assets(world: World, _: AccessContext) -> Page[Asset]:
    codes = {row.asset: row.decimals for row in world.networks}
    return _page(Asset(code=code, name=code, decimals=places) for code, places in codes.items())


def network_status(
    world: World, _: AccessContext, *, asset: str | None = None, network: str | None = None
) -> Page[AssetNetwork]:
    return _page(
        world.with_heights(row)
        for row in world.networks
        if asset in (None, row.asset) and network in (None, row.network)
    )


def list_incidents(world: World, _: AccessContext, *, active: bool = True) -> Page[Incident]:
    return _page(
        one
        for one in world.incidents
        if one.started_at <= world.now
        and not (active and one.ended_at and one.ended_at <= world.now)
    )


def official_channels(world: World, _: AccessContext) -> Directory:
    directory = signed(world.channels)
    if world.faults.get("exchange.official_channels") == "lie":
        return replace(directory, channels=(*directory.channels, FORGED))
    return directory


def public_policy(
    world: World, _: AccessContext, *, key: str, at: datetime | None = None
) -> Policy:
    policy = world.policies.get(key)
    if policy is None or (at and at < policy.in_force_from):
        raise _refuse(key)
    return policy


def price_series(
    world: World, _: AccessContext, *, symbol: str, kind: str, since: datetime, until: datetime
) -> Series:
    series = world.series.get((symbol, kind))
    if series is None:
        raise _refuse(symbol)
    points = tuple(point for point in series.points if since <= point.at <= until)
    return replace(series, points=points)


def get_contract_spec(world: World, _: AccessContext, *, symbol: str, at: datetime) -> ContractSpec:
    fitting = [spec for spec in world.specs if spec.symbol == symbol and spec.in_force_from <= at]
    if not fitting:
        raise _refuse(symbol)
    return max(fitting, key=lambda spec: spec.in_force_from)


# --- a customer


def resolve_customer(world: World, context: AccessContext, *, hint: str) -> Any:
    """Only who the case is about, whatever is asked for: looking up proves nothing."""
    account = _account(world, context.customer)
    if hint not in (account.ref, account.card.mail, account.card.phone):
        raise _refuse("customer")
    return account.card


def get_restrictions(world: World, context: AccessContext, *, ref: str) -> Page[Restriction]:
    """What is in force now. Without clearance a sealed one looks like an ordinary review."""
    return _page(
        one if context.clearance else neutral(one, world.now)
        for one in _account(world, ref).restrictions
        if one.imposed_at <= world.now and (one.ends_at is None or one.ends_at > world.now)
    )


# --- money


def list_deposits(  # noqa: PLR0913 - the contract's
    world: World,
    _: AccessContext,
    *,
    ref: str,
    txid: str | None = None,
    asset: str | None = None,
    network: str | None = None,
    since: datetime | None = None,
    cursor: str | None = None,
) -> Page[Deposit]:
    found = (
        one
        for one in books.deposits_of(world, _account(world, ref))
        if txid in (None, one.txid)
        and asset in (None, one.asset)
        and network in (None, one.network)
        and (since is None or one.seen_at >= since)
    )
    return _paged(cursor, found)


def find_deposit(
    world: World, context: AccessContext, *, txid: str, network: str | None = None
) -> DepositMatch:
    records = books.find(world, txid, network)
    for deposit, owner in records:
        if owner.ref == context.customer:
            return DepositMatch(match="SELF", deposit=deposit)
    return DepositMatch(match="OTHER" if records else "NONE")


def lookup_address(
    world: World, context: AccessContext, *, network: str, address: str, memo: str | None = None
) -> AddressMatch:
    return books.match_address(world, context.customer or "", network, address, memo)


def review_address(
    world: World, context: AccessContext, *, network: str, address: str
) -> AddressReview:
    return books.review(world, network, address, clearance=context.clearance)


def quote_recovery(world: World, _: AccessContext, *, network: str, txid: str) -> RecoveryQuote:
    chain = world.chains.get(network)
    if chain is None or txid not in chain.transactions:
        raise _refuse(txid)
    return world.quotes.get(txid, RecoveryQuote(mode="NOT_POSSIBLE", reason="NOT_OUR_ADDRESS"))


def list_withdrawals(
    world: World,
    _: AccessContext,
    *,
    ref: str,
    txid: str | None = None,
    since: datetime | None = None,
    cursor: str | None = None,
) -> Page[Withdrawal]:
    found = (
        one
        for one in _account(world, ref).withdrawals
        if txid in (None, one.txid) and (since is None or one.requested_at >= since)
    )
    return _paged(cursor, found)


def get_withdrawal(world: World, context: AccessContext, *, id: str) -> Withdrawal:  # noqa: A002 - the contract's
    return _one(_account(world, context.customer).withdrawals, id)


def list_fiat(
    world: World, context: AccessContext, *, ref: str, reference: str | None = None
) -> Page[FiatTransfer]:
    return _page(
        replace(one, reason=_unsealed(context, one.reason))
        for one in _account(world, ref).fiat
        if reference in (None, one.reference, one.id)
    )


def list_ledger(
    world: World, _: AccessContext, *, ref: str, asset: str, since: datetime, until: datetime
) -> Page[LedgerLine]:
    lines = _account(world, ref).ledger.get(asset, ())
    return _page(line for line in lines if since <= line.at <= until)


def get_balances(
    world: World, _: AccessContext, *, ref: str, asset: str | None = None
) -> Page[Balance]:
    return _page(one for one in _account(world, ref).balances if asset in (None, one.asset))


def list_liquidations(
    world: World, _: AccessContext, *, ref: str, since: datetime, until: datetime
) -> Page[Liquidation]:
    return _page(one for one in _account(world, ref).liquidations if since <= one.at <= until)


# --- trading


def _unsealed(context: AccessContext, code: str | None) -> str | None:
    """A code as this asker may know it: a sealed one is that of an ordinary review."""
    return NEUTRAL if code in SEALED and not context.clearance else code


def get_order(world: World, context: AccessContext, *, ref: str, id: str) -> Order:  # noqa: A002 - the contract's
    order: Order = _one(_account(world, ref).orders, id)
    events = tuple(replace(one, code=_unsealed(context, one.code)) for one in order.events)
    return replace(order, events=events)


def get_campaign(world: World, context: AccessContext, *, ref: str, id: str) -> Campaign:  # noqa: A002 - the contract's
    campaign: Campaign = _one(_account(world, ref).campaigns, id)
    return replace(campaign, excluded=_unsealed(context, campaign.excluded))


# --- identity and security


def list_logins(world: World, _: AccessContext, *, ref: str, since: datetime) -> Any:
    return _page(one for one in _account(world, ref).logins if one.at >= since)


def list_api_errors(
    world: World, _: AccessContext, *, ref: str, since: datetime, key_id: str | None = None
) -> Any:
    return _page(
        one
        for one in _account(world, ref).api_errors
        if one.at >= since and key_id in (None, one.key_id)
    )


def list_deliveries(
    world: World, _: AccessContext, *, ref: str, kind: str, since: datetime
) -> Page[Delivery]:
    return _page(
        one
        for one in _account(world, ref).deliveries
        if one.kind == kind and one.requested_at >= since
    )


def get_identity_job(world: World, _: AccessContext, *, ref: str) -> Any:
    job = _account(world, ref).job
    if job is None:
        raise _refuse("identity job")
    return job


def _of(field: str) -> Callable[..., Any]:
    """A question that an account's field answers as it stands."""

    def reply(world: World, _: AccessContext, *, ref: str) -> Any:
        value = getattr(_account(world, ref), field)
        return _page(value) if isinstance(value, list) else value

    return reply


def _one_of(field: str) -> Callable[..., Any]:
    """A question for one thing of an account by its id."""

    def reply(world: World, _: AccessContext, *, ref: str, id: str) -> Any:  # noqa: A002 - the contract's
        return _one(getattr(_account(world, ref), field), id)

    return reply


REPLIES: Final[dict[str, Callable[..., Any]]] = {
    "meta": meta,
    "list_assets": list_assets,
    "network_status": network_status,
    "list_incidents": list_incidents,
    "official_channels": official_channels,
    "public_policy": public_policy,
    "price_series": price_series,
    "get_contract_spec": get_contract_spec,
    "resolve_customer": resolve_customer,
    "get_customer": _of("card"),
    "get_tier": _of("tier"),
    "get_restrictions": get_restrictions,
    "list_deposits": list_deposits,
    "find_deposit": find_deposit,
    "lookup_address": lookup_address,
    "review_address": review_address,
    "quote_recovery": quote_recovery,
    "list_withdrawals": list_withdrawals,
    "get_withdrawal": get_withdrawal,
    "get_limits": _of("limits"),
    "list_withdraw_addresses": _of("whitelist"),
    "list_fiat": list_fiat,
    "list_ledger": list_ledger,
    "get_balances": get_balances,
    "get_order": get_order,
    "list_liquidations": list_liquidations,
    "explain_fee": _one_of("fees"),
    "get_p2p_order": _one_of("p2p"),
    "get_campaign": get_campaign,
    "get_kyc": _of("kyc"),
    "get_security": _of("security"),
    "list_logins": list_logins,
    "list_api_keys": _of("api_keys"),
    "list_api_errors": list_api_errors,
    "list_deliveries": list_deliveries,
    "get_identity_job": get_identity_job,
}
