"""Tokens (ERC-20): what their logs say was moved, under the contract that says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from pharos.exchange.chains.evm_node import Node
from pharos.exchange.chains.evm_shapes import Log, Tx
from pharos.exchange.chains.port import Transfer
from pharos.exchange.chains.reading import in_units

# keccak("Transfer(address,address,uint256)"), and the first four bytes of the calls' hashes.
TRANSFER: Final = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
SYMBOL: Final = bytes.fromhex("95d89b41")
DECIMALS: Final = bytes.fromhex("313ce567")
TRANSFER_CALL: Final = bytes.fromhex("a9059cbb")

# A fungible token names sender and receiver as topics, and the value as data. One more topic is
# the number of a collectible.
TOPICS: Final = 3
WORD: Final = 32
LONGEST_NAME: Final = 24
# No token of any worth has more places, and no amount more digits before them.
MOST_PLACES: Final = 40
MOST_UNITS: Final = 10**40
# A contract may call itself what it likes. One that says nothing usable is called this.
NAMELESS: Final = "UNKNOWN"
KEPT: Final = 10_000


class Token(NamedTuple):
    symbol: str
    places: int


class Tokens:
    """The tokens of one network as their contracts describe themselves, asked once each."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._kept: dict[str, Token] = {}

    def of(self, contract: str) -> Token:
        """What the contract says of itself. Where it says nothing, whole units are counted."""
        contract = contract.lower()
        token = self._kept.get(contract)
        if token is None:
            places = _number(self._node.call(contract, DECIMALS))
            token = Token(_name(self._node.call(contract, SYMBOL)), places)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[contract] = token
        return token

    def transfers(self, logs: Iterable[Log]) -> Iterator[Transfer]:
        """Each transfer of a fungible token, in the order of the logs."""
        for log in sorted(logs, key=lambda log: log.index):
            if log.removed or len(log.topics) != TOPICS or log.topics[0] != TRANSFER:
                continue
            if len(log.data) == WORD:
                yield from self._transfer(log)

    def _transfer(self, log: Log) -> Iterator[Transfer]:
        """What the log says, unless it says more than there can be: then it says nothing."""
        token = self.of(log.address)
        value = int.from_bytes(log.data, "big")
        if value >= MOST_UNITS * 10**token.places:
            return
        yield Transfer(
            to=_address(log.topics[2]),
            sender=_address(log.topics[1]),
            amount=in_units(value, token.places),
            symbol=token.symbol,
            contract=log.address.lower(),
            log_index=log.index,
        )


def asked_transfer(tx: Tx, tokens: Tokens) -> Iterator[Transfer]:
    """The token transfer that a waiting transaction asks for, if it is the plain call."""
    to, value = tx.data[4:36], tx.data[36:68]
    if tx.to is None or len(tx.data) != 68 or tx.data[:4] != TRANSFER_CALL:  # noqa: PLR2004 - the call
        return
    token = tokens.of(tx.to)
    units = int.from_bytes(value, "big")
    if units >= MOST_UNITS * 10**token.places:
        return
    yield Transfer(
        to=_address(to),
        sender=tx.sender.lower(),
        amount=in_units(units, token.places),
        symbol=token.symbol,
        contract=tx.to.lower(),
    )


def _address(word: bytes) -> str:
    return f"0x{word[-20:].hex()}"


def _number(answer: bytes | None) -> int:
    if answer is None or len(answer) != WORD:
        return 0
    number = int.from_bytes(answer, "big")
    return number if number <= MOST_PLACES else 0


def _name(answer: bytes | None) -> str:
    """A name that can be shown: early tokens give 32 bytes, all others a text."""
    if answer is None:
        return NAMELESS
    try:
        name = (
            answer.rstrip(b"\0").decode()
            if len(answer) == WORD
            else str(decode(["string"], answer)[0])
        )
    except (DecodingError, OverflowError, ValueError):
        return NAMELESS
    name = name.strip()
    return name if name.isprintable() and 0 < len(name) <= LONGEST_NAME else NAMELESS
