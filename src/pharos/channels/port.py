"""What every channel has in common: what arrives, what goes out, and how either can fail.

A channel is a folder with an adapter that keeps to `Channel`. It reads what its vendor sends and
calls what its vendor offers, and knows nothing of cases, customers or the database. `taking` and
`delivering` do the rest for all of them; `tests/contract.py` holds each to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Literal, Protocol, runtime_checkable

from django.utils.functional import Promise

from pharos.people.sender import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The brand's account on a channel: what anybody may know of it, and its secrets apart.

    `key` stands in the address that the vendor sends to; it is hard to guess and proves nothing.
    """

    id: int
    brand_id: int
    kind: str
    key: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that an account needs, as the page of settings asks for it."""

    name: str
    label: str | Promise
    is_secret: bool = False
    is_required: bool = True
    default: str = ""
    help: str | Promise = ""


# What arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a vendor sent us over HTTP. Names of headers are in small letters."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: datetime
    # What the vendor has put behind our address to say what it is about, empty for most.
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file that lies at the vendor. `ref` is all that the adapter needs to fetch it later."""

    ref: str
    name: str = ""
    content_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message. `item` is the vendor's name for it, unique on this account; `thread` the chat.

    `automatic` says why no person wrote it, empty for people. Public is what anybody can read.
    """

    item: str
    thread: str
    sender: Sender
    at: datetime
    text: str = ""
    files: tuple[RemoteFile, ...] = ()
    is_public: bool = False
    automatic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The customer changed what they wrote; `change` names this change among others."""

    item: str
    change: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The customer took back what they wrote."""

    item: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of something that we sent. With `until`, of everything in that chat before it."""

    state: Literal["delivered", "seen", "failed"]
    item: str = ""
    thread: str = ""
    until: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """The customer is writing just now. Kept nowhere."""

    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """A whole mail, as a provider posts it: read, threaded and weighed like any other."""

    raw: bytes = field(repr=False)
    envelope_from: str | None = None
    envelope_to: tuple[str, ...] = ()


Happening = Arrival | Edited | Withdrawn | Receipt | Typing | Mailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the vendor is answered once everything is committed."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Everything in one request of the vendor's, in its order, and how it is answered.

    What of it nobody understands is shown to a person, and keeps nothing else from being taken.
    """

    happenings: tuple[Happening, ...] = ()
    unreadable: tuple[bytes, ...] = ()
    reply: Reply = field(default_factory=Reply)


class Disbelieved(Exception):
    """Whoever sent it has not proved to be the vendor, or repeats something old.

    `why` is for our own log, never for whoever sent it.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unreadable(Exception):
    """It is the vendor's, and cannot be understood: it is kept for a person."""


# What goes out


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file that goes along. Its bytes are read when they are needed."""

    name: str
    content_type: str
    size: int
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One answer on its way. The same `token` is the same answer, however often it is sent.

    `heard_at` is when the customer last wrote there, for vendors who let us answer for a while
    only. Public answers stand under what they answer (`reply_to`, the vendor's name for it).
    """

    thread: str
    text: str
    token: str
    # By what the customer is known there, such as their address.
    to: str = ""
    # The case's number and what it is about, for channels that show them.
    case: str = ""
    subject: str = ""
    author: str = ""
    brand: str = ""
    # A machine wrote it, so that no other machine answers.
    is_automatic: bool = False
    # For mail: what it answers, how an answer finds back, and how its reader can know it is ours.
    references: tuple[str, ...] = ()
    mark: str = ""
    check_code: str = ""
    check_url: str = ""
    phrase: str = ""
    files: tuple[OutgoingFile, ...] = ()
    heard_at: datetime | None = None
    reply_to: str = ""
    is_public: bool = False
    language: str = "en"
    # The vendor's names for the parts that it took when this was tried before, the first first.
    sent_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The vendor has taken it; its names for all parts, by which receipts will call them."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of a file that lay at the vendor."""

    name: str
    content_type: str
    content: bytes


class Undelivered(Exception):
    """It was not taken. `code` is stable and ours, `why` is the vendor's words and never our own.

    `sent` names the parts that were taken before one was not: they are not sent again by this
    `channel`, which whoever called it fills in.
    """

    is_permanent = False
    sent: tuple[str, ...] = ()
    channel = ""

    def __init__(self, code: str, why: str = "", *, after: timedelta | None = None) -> None:
        super().__init__(f"{code}: {why}")
        self.code, self.why, self.after = code, why, after


class Temporary(Undelivered):
    """Worth trying again, not before `after` if the vendor says so."""


class Permanent(Undelivered):
    """Trying again is useless: they are gone, have blocked us, or it can never be sent so."""

    is_permanent = True


@runtime_checkable
class Connecting(Protocol):
    """A channel that can tell its vendor by itself where to send what happens."""

    def connect(self, account: Account, url: str) -> str:
        """Give the vendor our address. Returns what it says of it; raises as `send` does."""


class Channel(Protocol):
    """An adapter. It is made once, keeps nothing between calls, and is used by many threads."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str | Promise: ...
    @property
    def settings(self) -> tuple[Setting, ...]: ...
    @property
    def longest(self) -> int:
        """How many characters fit into one message, counted as the vendor counts."""

    @property
    def takes_files(self) -> bool: ...

    def read(self, account: Account, request: Request) -> Update:
        """Check who sent it and that it is no replay, and say what happened.

        Raises Disbelieved and Unreadable. A challenge by which the vendor tries the address is
        answered by an update without happenings.
        """

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Hand it to the vendor, in parts if it is long. Raises Temporary and Permanent.

        Parts that went before (`sent_before`) are passed over, in the same order as they were.
        """

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """Fetch a file's bytes. Raises Temporary and Permanent."""

    def who(self, account: Account) -> str:
        """Ask the vendor whose account this is, as `pharos doctor` shows it. Raises the same."""


# Vendors that do not tell by themselves, or tell only who is connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How far an account has been read, and what whoever reads on does with what is there.

    `take` returns once it is committed, and may be given the same again. `show` does the same with
    what cannot be read: a person sees it as it was. `reach` remembers that everything up to a
    cursor has been taken. `chats` are the names of the chats that we know.
    """

    cursor: str
    take: Callable[[Happening], None]
    show: Callable[[bytes], None]
    reach: Callable[[str], None]
    chats: Callable[[], tuple[str, ...]] = tuple


@runtime_checkable
class Polled(Protocol):
    """A channel that is asked each minute."""

    def poll(self, account: Account, watch: Watch) -> None:
        """Take in what has come since the cursor, in its order, whatever its age.

        Without a cursor it begins now. Does nothing for accounts whose vendor tells by itself.
        Raises Temporary and Permanent; what was reached before stays so.
        """


@runtime_checkable
class Listened(Protocol):
    """A channel whose vendor tells whoever holds a connection open."""

    def listen(self, account: Account, watch: Watch, stop: Event) -> None:
        """Catch up from the cursor, then take in what is told until `stop` is set.

        Comes back by itself after short breaks. Raises Temporary and Permanent where it cannot.
        """
