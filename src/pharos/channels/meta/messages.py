"""What Messenger and Instagram tell: both speak of messages, edits and receipts alike."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pharos.channels.meta.parsing import readable
from pharos.channels.port import (
    Account,
    Arrival,
    Edited,
    Happening,
    Receipt,
    RemoteFile,
    Unreadable,
    Update,
    Withdrawn,
)
from pharos.people.sender import Sender

log = logging.getLogger(__name__)

LATEST: Final = 4_102_444_800_000  # the year 2100, in milliseconds
# Kinds whose address leads to a file of Meta's own; the others lead to pages of anybody's.
FILES: Final = {"image": "photo.jpg", "video": "video.mp4", "audio": "audio.mp4", "file": "file"}
PIN: Final = "\N{ROUND PUSHPIN}"


class _Told(BaseModel):
    """Only what is read here; Meta adds fields as it likes."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Id(_Told):
    id: str
    name: str = ""
    username: str = ""


class _Place(_Told):
    lat: float
    long: float


class _Payload(_Told):
    url: str = ""
    title: str = ""
    coordinates: _Place | None = None


class _Attachment(_Told):
    type: str
    payload: _Payload | None = None
    title: str = ""
    url: str = ""


class _Message(_Told):
    mid: str
    text: str = ""
    attachments: tuple[_Attachment, ...] = ()
    is_echo: bool = False
    is_deleted: bool = False


class _Pressed(_Told):
    mid: str = ""
    title: str = ""
    payload: str = ""


class _Mark(_Told):
    """Messenger names an instant up to which it holds, Instagram the message that was read."""

    watermark: int | None = Field(default=None, ge=0, le=LATEST)
    mid: str = ""
    mids: tuple[str, ...] = ()


class _Edit(_Told):
    mid: str
    text: str
    num_edit: int


class _Event(_Told):
    sender: _Id
    timestamp: int = Field(ge=0, le=LATEST)
    message: _Message | None = None
    postback: _Pressed | None = None
    message_edit: _Edit | None = None
    delivery: _Mark | None = None
    read: _Mark | None = None


class _Comment(_Told):
    """Written below a post or a picture, where all can read it. Two names for each thing."""

    item: str = "comment"
    verb: str = "add"
    comment_id: str = ""
    id: str = ""
    post_id: str = ""
    media: _Id | None = None
    message: str = ""
    text: str = ""
    created_time: int | None = Field(default=None, ge=0, le=LATEST // 1000)
    writer: _Id | None = Field(default=None, alias="from")


class _Change(_Told):
    field: str
    value: dict[str, Any]


class _Entry(_Told):
    id: str
    time: int = Field(default=0, ge=0, le=LATEST)
    messaging: tuple[Any, ...] = ()
    changes: tuple[_Change, ...] = ()


class _Body(_Told):
    entry: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What differs: the channel's kind, the account's own identity, and where comments stand."""

    kind: str
    own: str
    comments: str


def update_of(account: Account, dialect: Dialect, body: bytes) -> Update:
    """Return what happened, in its order. Raises Unreadable."""
    try:
        told = _Body.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} faults") from error
    lost: list[bytes] = []
    happenings = tuple(_happenings(account, dialect, told, lost))
    return Update(happenings=happenings, unreadable=tuple(lost))


def _happenings(
    account: Account, dialect: Dialect, told: _Body, lost: list[bytes]
) -> Iterator[Happening]:
    for entry in told.entry:
        if entry.id != account.settings.get(dialect.own, ""):
            log.warning("something for another page came here", extra={"account": account.id})
            continue
        for event in readable(_Event, entry.messaging, lost):
            yield from _of(dialect, event)
        written = [each.value for each in entry.changes if each.field == dialect.comments]
        for comment in readable(_Comment, written, lost):
            yield from _commented(dialect, entry, comment)


def _of(dialect: Dialect, event: _Event) -> Iterator[Happening]:
    at = datetime.fromtimestamp(event.timestamp / 1000, UTC)
    if (message := event.message) is not None:
        if message.is_deleted:
            yield Withdrawn(item=message.mid, at=at)
        elif not message.is_echo:
            yield _arrival(dialect, event.sender, message, at)
    elif (pressed := event.postback) is not None:
        yield _press(dialect, event, pressed, at)
    elif (edit := event.message_edit) is not None:
        yield Edited(item=edit.mid, change=str(edit.num_edit), text=edit.text, at=at)
    else:
        yield from _receipts(event)


def _receipts(event: _Event) -> Iterator[Receipt]:
    """What they have, and what they have read."""
    state: Literal["seen", "delivered"] = "seen" if event.read else "delivered"
    mark = event.read or event.delivery or _Mark()
    yield from (Receipt(state=state, item=mid) for mid in (*mark.mids, mark.mid) if mid)
    if mark.watermark is not None:
        until = datetime.fromtimestamp(mark.watermark / 1000, UTC)
        yield Receipt(state=state, thread=event.sender.id, until=until)


def _arrival(dialect: Dialect, sender: _Id, message: _Message, at: datetime) -> Arrival:
    words = [message.text, *(_words(each) for each in message.attachments)]
    return Arrival(
        item=message.mid,
        thread=sender.id,
        sender=_sender(dialect, sender),
        at=at,
        text="\n".join(part for part in words if part),
        files=tuple(
            RemoteFile(ref=each.payload.url, name=FILES[each.type])
            for each in message.attachments
            if each.type in FILES and each.payload is not None and each.payload.url
        ),
    )


def _words(attachment: _Attachment) -> str:
    """What is no file: a place, or a page that somebody passes on, which we do not open."""
    payload = attachment.payload or _Payload()
    if (place := payload.coordinates) is not None:
        return f"{PIN} {place.lat}, {place.long}"
    if attachment.type in FILES:
        return ""
    title, url = payload.title or attachment.title, payload.url or attachment.url
    return " ".join(part for part in (title, url) if part) or f"[{attachment.type}]"


def _press(dialect: Dialect, event: _Event, pressed: _Pressed, at: datetime) -> Arrival:
    sender = event.sender
    return Arrival(
        item=pressed.mid or f"{sender.id}:{event.timestamp}",
        thread=sender.id,
        sender=_sender(dialect, sender),
        at=at,
        text=pressed.title or pressed.payload,
    )


def _commented(dialect: Dialect, entry: _Entry, comment: _Comment) -> Iterator[Happening]:
    """A comment of somebody else's; each below each post is a conversation of its own."""
    item, writer = comment.comment_id or comment.id, comment.writer
    if comment.item != "comment" or not item or writer is None or writer.id == entry.id:
        return
    told = comment.created_time or entry.time / (1000 if entry.time > LATEST // 1000 else 1)
    at = datetime.fromtimestamp(told, UTC)
    text = comment.message or comment.text
    if comment.verb == "remove":
        yield Withdrawn(item=item, at=at)
    elif comment.verb == "edited":
        yield Edited(item=item, change=f"{told:.0f}", text=text, at=at)
    elif comment.verb == "add":
        below = comment.post_id or (comment.media.id if comment.media else item)
        yield Arrival(
            item=item,
            thread=f"{below}:{writer.id}",
            sender=_sender(dialect, writer),
            at=at,
            text=text,
            is_public=True,
        )


def _sender(dialect: Dialect, who: _Id) -> Sender:
    name = who.name or who.username
    return Sender(kind=dialect.kind, value=who.id, name=name, proved_by=dialect.kind)
