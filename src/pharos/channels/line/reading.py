"""What LINE tells, in words of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from linebot.v3.webhook import SignatureValidator
from linebot.v3.webhooks import models as told

from pharos.channels.port import (
    Arrival,
    Edited,
    Happening,
    RemoteFile,
    Request,
    Unreadable,
    Update,
    Withdrawn,
)
from pharos.people.sender import Sender

KIND: Final = "line"
SIGNATURE: Final = "x-line-signature"
PIN, LABEL = "\N{ROUND PUSHPIN}", "\N{LABEL}"
# What the library knows and a case does not need is passed over; these are somebody's words.
SAID: Final = frozenset({"message", "messageEdited", "unsend", "postback"})
FAULTS: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
NAMES: Final = {"image": "photo.jpg", "video": "video.mp4", "audio": "audio.m4a"}


def is_signed(secret: str, request: Request) -> bool:
    signature = request.headers.get(SIGNATURE, "")
    body = request.body.decode("utf-8", "replace")
    return bool(SignatureValidator(secret).validate(body, signature))


def update_of(body: bytes) -> Update:
    """Return what happened, in its order. Raises Unreadable."""
    try:
        events = [each for each in orjson.loads(body)["events"] if each["type"] in SAID]
    except FAULTS as error:
        raise Unreadable(type(error).__name__) from error
    read, lost = [], []
    for event in events:
        try:
            read.append(_happening(told.Event.from_dict(event)))
        except FAULTS:
            lost.append(orjson.dumps(event))
    happenings = tuple(each for each in read if each is not None)
    return Update(happenings=happenings, unreadable=tuple(lost))


def _happening(event: Any) -> Happening | None:
    at = datetime.fromtimestamp(event.timestamp / 1000, UTC)
    match event:
        case told.MessageEvent():
            return _arrival(event, at)
        case told.PostbackEvent():
            return _pressed(event, at)
        case told.UnsendEvent():
            return Withdrawn(item=event.unsend.message_id, at=at)
        case told.MessageEditedEvent():
            text = getattr(event.message, "text", "")
            change = event.webhook_event_id
            return Edited(item=event.message.id, change=change, text=text, at=at)
    return None


def _arrival(event: told.MessageEvent, at: datetime) -> Arrival | None:
    """The message; None in a group where it is not for us, and of who does not say who they are."""
    message, source = event.message, event.source
    user = getattr(source, "user_id", None)
    group = getattr(source, "group_id", None) or getattr(source, "room_id", None)
    if not user or (group and not _is_addressed(message)):
        return None
    return Arrival(
        item=message.id,
        thread=f"{group}:{user}" if group else user,
        sender=Sender(kind=KIND, value=user, proved_by=KIND),
        at=at,
        text=_words(message),
        files=_files(message),
        is_public=bool(group),
    )


def _pressed(event: told.PostbackEvent, at: datetime) -> Arrival | None:
    """Whoever presses a button of the account's menu says what stands behind it."""
    user = getattr(event.source, "user_id", None)
    if not user or not isinstance(event.source, told.UserSource):
        return None
    return Arrival(
        item=event.webhook_event_id,
        thread=user,
        sender=Sender(kind=KIND, value=user, proved_by=KIND),
        at=at,
        text=event.postback.data,
    )


def _is_addressed(message: Any) -> bool:
    mention = getattr(message, "mention", None)
    named = mention.mentionees if mention is not None else []
    return any(getattr(each, "is_self", False) for each in named)


def _words(message: Any) -> str:
    match message:
        case told.TextMessageContent():
            return str(message.text)
        case told.StickerMessageContent():
            return f"{LABEL} {message.text or ', '.join((message.keywords or [])[:3])}".strip()
        case told.LocationMessageContent():
            named = [part for part in (message.title, message.address) if part]
            place = f"({message.latitude}, {message.longitude})"
            return " ".join([PIN, ", ".join(named), place])
    return _outside(message)


def _outside(message: Any) -> str:
    """The address of a file that somebody else keeps: we fetch from nobody but LINE."""
    provider = getattr(message, "content_provider", None)
    return (provider.original_content_url or "") if provider is not None else ""


def _files(message: Any) -> tuple[RemoteFile, ...]:
    if isinstance(message, told.FileMessageContent):
        return (RemoteFile(ref=message.id, name=message.file_name, size=message.file_size),)
    if message.type in NAMES and not _outside(message):
        return (RemoteFile(ref=message.id, name=NAMES[message.type]),)
    return ()
