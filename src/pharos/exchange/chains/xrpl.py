"""The XRP Ledger, read over JSON-RPC: what was delivered, never what was only stated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field, StringConstraints

from pharos.exchange.chains.port import Tip, Transaction, Transfer
from pharos.exchange.chains.reading import Endpoint, Height, Shape, in_units, one_question
from pharos.exchange.chains.xrpl_addresses import account_of
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer

T = TypeVar("T")
GOOD_FOR: Final = timedelta(minutes=1)
PLACES: Final = 6
# The ledger's clock begins here.
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
HEX_CURRENCY: Final = 40
# An amount has no more digits than this before its point and after it.
MOST_DIGITS: Final = 40
_TXID: Final = re.compile(r"[0-9A-F]{64}")

# Who receives, by the field that says it; and what moves nothing. Of all others this source
# does not know what moved, and says so.
RECEIVER: Final = {
    "Payment": "Destination",
    "AccountDelete": "Destination",
    "CheckCash": "Account",
}
MOVES_NOTHING: Final = frozenset(
    {
        "AccountSet",
        "CheckCancel",
        "CheckCreate",
        "DepositPreauth",
        "OfferCancel",
        "SetRegularKey",
        "SignerListSet",
        "TicketCreate",
        "TrustSet",
    }
)
BUSY: Final = frozenset({"slowDown", "tooBusy"})

Drops = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]
Number = Annotated[
    str, StringConstraints(pattern=r"^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?$")
]
Account = Annotated[str, StringConstraints(pattern=r"^[rX][1-9A-HJ-NP-Za-km-z]{24,60}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,40}$")]


class Issued(Shape):
    """An amount of something that an account issued."""

    currency: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{3,40}$")]
    issuer: Account
    value: Number


Money = Drops | Issued


class Meta(Shape):
    result: Annotated[str, Field(alias="TransactionResult", pattern=r"^[a-zA-Z_]{3,64}$")]
    delivered: Annotated[Money | Literal["unavailable"] | None, Field(alias="delivered_amount")] = (
        None
    )


class Tx(Shape):
    """What was signed. In version 2 of the API `Amount` of a payment is called `DeliverMax`."""

    kind: Annotated[Name, Field(alias="TransactionType")]
    account: Annotated[Account, Field(alias="Account")]
    destination: Annotated[Account | None, Field(alias="Destination")] = None
    tag: Annotated[int | None, Field(alias="DestinationTag", ge=0, lt=2**32)] = None
    amount: Annotated[Money | None, Field(alias="Amount")] = None
    deliver_max: Annotated[Money | None, Field(alias="DeliverMax")] = None
    date: Annotated[int | None, Field(ge=0, lt=2**32)] = None


class Found(Shape):
    """The answer to `tx`, in version 2 of the API."""

    tx: Annotated[Tx, Field(alias="tx_json")]
    hash: str
    validated: bool = False
    meta: Meta | None = None
    ledger: Annotated[Height | None, Field(alias="ledger_index")] = None


class Ledger(Shape):
    closed: Annotated[int, Field(alias="close_time", ge=0, lt=2**32)]


class Validated(Shape):
    """The answer to `ledger`, asked for the last one that is certain."""

    height: Annotated[Height, Field(alias="ledger_index")]
    ledger: Ledger
    validated: Literal[True]


class Info(Shape):
    network_id: Annotated[int, Field(ge=0, lt=2**32)]


class ServerInfo(Shape):
    info: Info


class XrplSource:
    """One server of the XRP Ledger (`ChainSource`): only what is validated counts as done.

    At the first question the server must tell its network's number, the reference of CAIP-2.
    """

    def __init__(
        self, endpoint: Endpoint, *, now: Callable[[], datetime], network: str = "xrpl:0"
    ) -> None:
        self._endpoint = endpoint
        self._network = network
        self._now = now
        self._is_known = False

    @property
    def name(self) -> str:
        return self._endpoint.source

    @property
    def networks(self) -> frozenset[str]:
        return frozenset({self._network})

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        """What this server tells of it; None if nothing. Raises `ExchangeError`."""
        with one_question():
            self._check(network)
            if not _TXID.fullmatch(txid.upper()):
                return self._answer(None)
            result = self._asked("tx", transaction=txid.upper(), binary=False)
            if result is None:
                return self._answer(None)
            found = self._read(Found, result)
            if found.hash.upper() != txid.upper():
                raise self._endpoint.unreadable("another transaction was answered")
            return self._answer(replace(self._told(found), txid=txid))

    def tip(self, network: str) -> Answer[Tip]:
        with one_question():
            self._check(network)
            last = self._last()
            at = EPOCH + timedelta(seconds=last.ledger.closed)
            return self._answer(Tip(network=network, height=last.height, at=at))

    def _told(self, found: Found) -> Transaction:
        if not found.validated:
            return Transaction(
                network=self._network, txid=found.hash, status="PENDING", internal_read=True
            )
        if found.meta is None or found.ledger is None or found.tx.date is None:
            raise self._endpoint.unreadable("validated, and not where or with which result")
        top = self._last().height
        if top < found.ledger:
            raise self._endpoint.unreadable("a ledger above the highest")
        is_done = found.meta.result == "tesSUCCESS"
        return Transaction(
            network=self._network,
            txid=found.hash,
            status="SUCCESS" if is_done else "FAILED",
            transfers=self._moved(found.tx, found.meta) if is_done else (),
            height=found.ledger,
            block_at=EPOCH + timedelta(seconds=found.tx.date),
            confirmations=top - found.ledger + 1,
            failure="" if is_done else found.meta.result,
            internal_read=True,
        )

    def _moved(self, tx: Tx, meta: Meta) -> tuple[Transfer, ...]:
        if tx.kind in MOVES_NOTHING:
            return ()
        if tx.kind not in RECEIVER:
            raise ExchangeError(Refusal.UNSUPPORTED, tx.kind, source=self.name)
        to = tx.account if RECEIVER[tx.kind] == "Account" else tx.destination
        if to is None or meta.delivered is None or meta.delivered == "unavailable":
            raise self._endpoint.unreadable("nobody says what was delivered")
        receiver = account_of(to)
        if receiver is None:
            raise self._endpoint.unreadable("an account that is none")
        amount, symbol, issuer = _read(meta.delivered)
        if not _can_be(amount):
            raise self._endpoint.unreadable("an amount that cannot be")
        return (
            Transfer(
                to=receiver.address,
                amount=amount,
                symbol=symbol,
                sender=tx.account,
                contract=issuer,
                memo=_memo(tx.tag, receiver.tag),
                stated=_stated(tx, amount),
            ),
        )

    def _last(self) -> Validated:
        return self._read(Validated, self._asked("ledger", ledger_index="validated"))

    def _asked(self, method: str, **arguments: object) -> dict[str, Any] | None:
        """The result of one command; None where the server says that there is nothing."""
        params = {"api_version": 2, **arguments}
        body = json.dumps({"method": method, "params": [params]}).encode()
        reply = self._endpoint.post(body)
        result = self._endpoint.read(dict[str, Any], reply.body).get("result")
        if not isinstance(result, dict):
            raise self._endpoint.unreadable("no result")
        if result.get("status") == "success":
            return result
        error = result.get("error")
        if error == "txnNotFound" and method == "tx":
            return None
        if error in BUSY:
            raise ExchangeError(Refusal.RATE_LIMITED, source=self.name)
        raise self._endpoint.unreadable("the server refuses")

    def _read(self, shape: type[T], result: dict[str, Any] | None) -> T:
        return self._endpoint.read(shape, json.dumps(result).encode())

    def _check(self, network: str) -> None:
        if network != self._network:
            raise ExchangeError(Refusal.UNSUPPORTED, network, source=self.name)
        if self._is_known:
            return
        told = self._read(ServerInfo, self._asked("server_info"))
        if f"xrpl:{told.info.network_id}" != self._network:
            raise self._endpoint.unreadable("this server reads another network")
        self._is_known = True

    def _answer(self, data: T) -> Answer[T]:
        at = self._now()
        return Answer(
            data=data, as_of=at, source=self.name, stale_after=at + GOOD_FOR, request_id=self.name
        )


def _read(money: Drops | Issued) -> tuple[Decimal, str, str | None]:
    """The amount, its symbol, and the issuer of what is not XRP."""
    if isinstance(money, str):
        return in_units(int(money), PLACES), "XRP", None
    return Decimal(money.value), _symbol(money.currency), money.issuer


def _symbol(currency: str) -> str:
    """Three letters, or up to twenty that were written as forty hexadecimal digits."""
    if len(currency) != HEX_CURRENCY:
        return currency
    try:
        name = bytes.fromhex(currency).rstrip(b"\0").decode("ascii")
    except ValueError:
        return currency
    return name if name.isprintable() and name.strip() else currency


def _stated(tx: Tx, delivered: Decimal) -> Decimal | None:
    """What the sender said would be paid, where that is not what arrived."""
    said = tx.deliver_max if tx.deliver_max is not None else tx.amount
    if said is None:
        return None
    amount = _read(said)[0]
    return None if amount == delivered or not _can_be(amount) else amount


def _can_be(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return (
        isinstance(exponent, int) and exponent >= -MOST_DIGITS and amount.adjusted() < MOST_DIGITS
    )


def _memo(tag: int | None, from_address: int | None) -> str | None:
    chosen = tag if tag is not None else from_address
    return None if chosen is None else str(chosen)
