"""One vendor as it speaks on loopback: how it words and proves what it sends, what it answers.

The contract tries each channel by its side, and the drill of channels talks by it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from pharos.channels.tests.vendor import Answer, Asked, Vendor

# How long a vendor lets us wait that is called too often, and the file that it keeps for us.
REST_SECONDS: Final = 600
PICTURE: Final = b"a picture"


class Side(ABC):
    """`message` and its like are bodies, `says_…` are its answers.

    What returns None by default is what many vendors do not have.
    """

    kind: str
    # How the path ends by which it is handed an answer.
    path: str
    # What it puts behind our address, of what type it posts, and where the proof of it stands.
    where = ""
    content_type = "application/json"
    proves_in_query = False
    # What it says that means nothing, and what a person gets to see of that.
    unreadable = b'{"something":"else"}'
    shown = unreadable

    @abstractmethod
    def settings(self, url: str) -> dict[str, str]: ...
    @abstractmethod
    def secrets(self) -> dict[str, str]: ...

    def prepare(self, vendor: Vendor) -> None:  # noqa: B027 - most have nothing to prepare
        """Answer what it is asked beside answers: for tokens, for chats, for pictures of ours."""

    @abstractmethod
    def message(self, item: str, text: str) -> bytes:
        """Dana writes. `item` is `m-1`, `m-2`…, to be worded as the vendor does."""

    @abstractmethod
    def picture(self, item: str, vendor: Vendor) -> bytes:
        """Dana sends a picture, which lies at the vendor."""

    @abstractmethod
    def signed(self, body: bytes) -> dict[str, str]:
        """What proves it, in headers or in the query."""

    @abstractmethod
    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        """What does not."""

    def edit(self, item: str, text: str) -> bytes | None:
        """Dana changes what she wrote."""
        return None

    def withdrawal(self, item: str) -> bytes | None:
        """Dana takes back what she wrote."""
        return None

    def receipt(self, name: str, state: str) -> bytes | None:
        """What became of what we sent: `delivered` or `seen`."""
        return None

    def typing(self) -> bytes | None:
        """Dana is writing just now."""
        return None

    def beside(self, body: bytes) -> bytes | None:
        """The same in one request with something that cannot be read."""
        return None

    @abstractmethod
    def says_taken(self, asked: Asked) -> Answer:
        """It takes an answer, and gives it a name of its own."""

    def says_known(self, asked: Asked) -> Answer:
        """It had taken this answer before."""
        return self.says_taken(asked)

    def says_later(self) -> Answer:
        """Too many at once: not again for ten minutes."""
        wait = {"Retry-After": str(REST_SECONDS)}
        return Answer(status=429, body={"error": "slow down"}, headers=wait)

    @abstractmethod
    def says_never(self) -> tuple[Answer, str]:
        """It will never take it, and the code by which we know that."""

    @abstractmethod
    def texts(self, asked: Asked) -> list[str]:
        """The words that it was handed in one request."""

    def name(self, asked: Asked) -> str:
        """What it named the answer in this request; empty where it gives no names."""
        return ""

    def key(self, asked: Asked) -> str | None:
        """By what it knows an answer again that it is handed twice."""
        return None
