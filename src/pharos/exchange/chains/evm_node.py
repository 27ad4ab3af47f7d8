"""A node of Ethereum's kind, asked through web3.py; whatever goes wrong is UNAVAILABLE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from web3 import Web3
from web3.exceptions import ContractLogicError, TransactionNotFound, Web3Exception
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from pharos.exchange.chains.evm_shapes import FullBlock, Head, Receipt, Tx
from pharos.exchange.chains.reading import Endpoint, Shape
from pharos.exchange.errors import ExchangeError, Refusal

T = TypeVar("T")
S = TypeVar("S", bound=Shape)
# Whatever web3.py and its formatters raise when an answer is not what the standard says.
TROUBLE: Final = (
    Web3Exception,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class BoundedProvider(JSONBaseProvider):
    """web3.py's questions over an `Endpoint`, with its ends to patience and size."""

    # A contract may name an address to look further (EIP-3668): it must not choose whom we ask.
    global_ccip_read_enabled = False

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        reply = self._endpoint.post(self.encode_rpc_request(method, params))
        answer = self._endpoint.read(dict[str, Any], reply.body)
        return cast("RPCResponse", answer)


def web3_at(endpoint: Endpoint) -> Web3:
    """web3.py without its middleware: nothing is signed, named or padded here."""
    return Web3(BoundedProvider(endpoint), middleware=[])


class Node:
    """Typed answers of one node. `TransactionNotFound` is the one refusal that means something."""

    def __init__(self, web3: Web3, name: str) -> None:
        self._web3 = web3
        self.name = name

    def chain_id(self) -> int:
        return self._whole(lambda: self._web3.eth.chain_id)

    def height(self) -> int:
        return self._whole(lambda: self._web3.eth.block_number)

    def transaction(self, txid: str) -> Tx:
        """Raises `TransactionNotFound` if there is none."""
        tx = self._shaped(Tx, lambda: self._web3.eth.get_transaction(txid))  # type: ignore[arg-type]
        if tx.id != txid:
            raise self.unreadable("another transaction was answered")
        return tx

    def receipt(self, txid: str) -> Receipt:
        """Raises `TransactionNotFound` while it is in no block."""
        receipt = self._shaped(
            Receipt,
            lambda: self._web3.eth.get_transaction_receipt(txid),  # type: ignore[arg-type]
        )
        if f"0x{receipt.hash.hex()}" != txid:
            raise self.unreadable("another receipt was answered")
        return receipt

    def head(self, block: Any) -> Head:
        return self._shaped(Head, lambda: self._web3.eth.get_block(block))

    def count(self, sender: str, block: Any = "latest") -> int:
        """How many transactions of this sender are in blocks: the next one's number."""
        address = Web3.to_checksum_address(sender)
        return self._whole(lambda: self._web3.eth.get_transaction_count(address, block))

    def used_by(self, sender: str, nonce: int, *, back: int) -> str | None:
        """The transaction of this sender with this number, within so many blocks; None if unknown.

        A node that keeps no old states cannot tell, and then nobody knows.
        """
        last = self.height()
        first = max(0, last - back)
        try:
            if first and self.count(sender, first) > nonce:
                return None
            while first < last:
                middle = (first + last) // 2
                if self.count(sender, middle) > nonce:
                    last = middle
                else:
                    first = middle + 1
        except ExchangeError:
            return None
        block = self._shaped(
            FullBlock, lambda: self._web3.eth.get_block(last, full_transactions=True)
        )
        for one in block.transactions:
            if (one.sender.lower(), one.nonce) == (sender.lower(), nonce):
                return f"0x{one.hash.hex()}"
        return None

    def call(self, contract: str, data: bytes) -> bytes | None:
        """What a contract answers to a reading call; None if it refuses. Nothing else is asked."""
        to = Web3.to_checksum_address(contract)
        try:
            return self._tried(
                lambda: bytes(
                    self._web3.eth.call({"to": to, "data": data}, ccip_read_enabled=False)
                )
            )
        except ContractLogicError:
            return None

    def raw(self, method: str, params: Any) -> dict[str, Any]:
        """The bare answer to a question that web3.py has no method for."""
        return self._tried(
            lambda: dict(self._web3.provider.make_request(RPCEndpoint(method), params))
        )

    def unreadable(self, why: str) -> ExchangeError:
        return ExchangeError(Refusal.UNAVAILABLE, why, source=self.name)

    def _whole(self, ask: Callable[[], Any]) -> int:
        number = self._tried(ask)
        if type(number) is not int or not 0 <= number < 2**64:
            raise self.unreadable("no number")
        return number

    def _shaped(self, shape: type[S], ask: Callable[[], Any]) -> S:
        return self._tried(lambda: shape.model_validate(_plain(ask())))

    def _tried(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (ExchangeError, TransactionNotFound, ContractLogicError):
            raise
        except TROUBLE:
            raise self.unreadable("the answer could not be read") from None


def _plain(answer: Any) -> Any:
    """web3.py's own kinds of mapping and list as Python's."""
    if hasattr(answer, "items"):
        return {name: _plain(value) for name, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [_plain(one) for one in answer]
    return answer
