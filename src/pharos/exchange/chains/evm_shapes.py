"""What a node of Ethereum's kind answers, checked field by field before anything is made of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pharos.exchange.chains.reading import Height, Seconds, Shape

Word = Annotated[int, Field(ge=0, lt=2**256)]
# Of a chain's own coin there is never more.
Coins = Annotated[int, Field(ge=0, lt=10**40)]
Gas = Annotated[int, Field(ge=0, lt=2**64)]
Hash = Annotated[bytes, Field(min_length=32, max_length=32)]
Address = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$")]


class Tx(Shape):
    hash: Hash
    sender: Annotated[Address, Field(alias="from")]
    to: Address | None = None
    nonce: Gas
    value: Coins
    gas: Gas
    data: Annotated[bytes, Field(alias="input")] = b""
    price: Annotated[Word | None, Field(alias="gasPrice")] = None
    max_price: Annotated[Word | None, Field(alias="maxFeePerGas")] = None
    block_hash: Annotated[Hash | None, Field(alias="blockHash")] = None

    @property
    def id(self) -> str:
        return f"0x{self.hash.hex()}"

    @property
    def highest_price(self) -> int | None:
        return self.max_price if self.max_price is not None else self.price


class Log(Shape):
    address: Address
    topics: list[Hash]
    data: bytes
    index: Annotated[Gas, Field(alias="logIndex")]
    removed: bool = False


class Receipt(Shape):
    hash: Annotated[Hash, Field(alias="transactionHash")]
    status: Literal[0, 1]
    block: Annotated[Height, Field(alias="blockNumber")]
    block_hash: Annotated[Hash, Field(alias="blockHash")]
    gas_used: Annotated[Gas, Field(alias="gasUsed")]
    contract: Annotated[Address | None, Field(alias="contractAddress")] = None
    logs: list[Log] = []


class Head(Shape):
    number: Height
    hash: Hash
    seconds: Annotated[Seconds, Field(alias="timestamp")]
    base_fee: Annotated[Word | None, Field(alias="baseFeePerGas")] = None


class Numbered(Shape):
    """A transaction in a full block, as far as a replacement is looked for."""

    hash: Hash
    sender: Annotated[Address, Field(alias="from")]
    nonce: Gas


class FullBlock(Shape):
    transactions: list[Numbered]
