"""What X tells by its webhook, as happenings."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from pharos.channels.port import (
    Arrival,
    Edited,
    Happening,
    Receipt,
    RemoteFile,
    Typing,
    Update,
    Withdrawn,
)
from pharos.people.sender import Sender

KIND: Final = "x"
# Posts and messages are named by numbers of their own each.
POST, DIRECT = "t-", "dm-"
CHAT, PUBLIC = "dm:", "post:"
# What reading something else than was expected ends with.
BROKEN: Final = (LookupError, TypeError, ValueError, AttributeError)


def update_of(told: dict[str, Any], me: str) -> Update:
    """Return what one request means for our account; what we did ourselves is left out.

    An event that cannot be read keeps none beside it from being taken.
    """
    if str(told.get("for_user_id", me)) != me:
        return Update()
    users = told.get("users") or {}
    found: list[Happening] = []
    lost: list[bytes] = []
    for name, read in READERS.items():
        for event in told.get(name) or ():
            try:
                found += read(event, users, me)
            except BROKEN:
                lost.append(orjson.dumps(event))
    return Update(happenings=tuple(found), unreadable=tuple(lost))


def words_of(text: str, addresses: Iterable[dict[str, Any]]) -> str:
    """Return the words as they were written: whole addresses, and plain signs."""
    for one in addresses:
        short, whole = one.get("url"), one.get("expanded_url")
        if short and whole:
            text = text.replace(short, whole)
    return html.unescape(text).strip()


def sender_of(who: str, user: dict[str, Any]) -> Sender:
    name = str(user.get("name") or user.get("screen_name") or user.get("username") or "")
    return Sender(kind=KIND, value=who, name=name, proved_by=KIND)


def _post(post: dict[str, Any], _users: dict[str, Any], me: str) -> Iterator[Happening]:
    """A post that names us. What others repeat of it is nobody's question."""
    user = post["user"]
    whole = post.get("extended_tweet") or post
    entities = whole.get("entities") or {}
    named = {one.get("id_str") for one in entities.get("user_mentions") or ()}
    if user["id_str"] == me or me not in named or post.get("retweeted_status"):
        return
    text, at = words_of(_said(whole), entities.get("urls") or ()), _at(post["timestamp_ms"])
    # A changed post has a number of its own, and names that of the first.
    first = str((post.get("edit_history") or {}).get("initial_tweet_id") or post["id_str"])
    if first != post["id_str"]:
        yield Edited(item=f"{POST}{first}", change=post["id_str"], text=text, at=at)
        return
    media = (whole.get("extended_entities") or entities).get("media") or ()
    yield Arrival(
        item=f"{POST}{first}",
        thread=f"{PUBLIC}{user['id_str']}",
        sender=sender_of(user["id_str"], user),
        at=at,
        text=text,
        files=tuple(_file(one) for one in media),
        is_public=True,
    )


def _said(post: dict[str, Any]) -> str:
    return str(post.get("full_text") or post.get("text") or "")


def _message(event: dict[str, Any], users: dict[str, Any], me: str) -> Iterator[Happening]:
    if event.get("type") != "message_create":
        return
    message = event["message_create"]
    who, said = str(message["sender_id"]), message["message_data"]
    if who == me:
        return
    addresses = (said.get("entities") or {}).get("urls") or ()
    attached = (said.get("attachment") or {}).get("media")
    yield Arrival(
        item=f"{DIRECT}{event['id']}",
        thread=f"{CHAT}{who}",
        sender=sender_of(who, users.get(who) or {}),
        at=_at(event["created_timestamp"]),
        text=words_of(str(said.get("text") or ""), addresses),
        files=(_file(attached),) if attached else (),
    )


def _deleted(one: dict[str, Any], _users: dict[str, Any], _me: str) -> Iterator[Happening]:
    yield Withdrawn(item=f"{POST}{one['status']['id']}", at=_at(one["timestamp_ms"]))


def _seen(one: dict[str, Any], _users: dict[str, Any], me: str) -> Iterator[Happening]:
    if str(one["sender_id"]) != me:
        until = _at(one["created_timestamp"])
        yield Receipt(state="seen", thread=f"{CHAT}{one['sender_id']}", until=until)


def _typing(one: dict[str, Any], _users: dict[str, Any], me: str) -> Iterator[Happening]:
    if str(one["sender_id"]) != me:
        yield Typing(thread=f"{CHAT}{one['sender_id']}")


def _file(media: dict[str, Any]) -> RemoteFile:
    """A video lies at the address of its best version; of a picture there is one."""
    versions = (media.get("video_info") or {}).get("variants") or ()
    clips = [one for one in versions if one.get("content_type") == "video/mp4"]
    best = max(clips, key=lambda one: int(one.get("bitrate", 0)), default=None)
    url = str(best["url"] if best else media["media_url_https"])
    name = url.partition("?")[0].rpartition("/")[2]
    return RemoteFile(ref=url, name=name, content_type="video/mp4" if best else "")


def _at(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


READERS: Final[dict[str, Callable[[dict[str, Any], dict[str, Any], str], Iterator[Happening]]]] = {
    "tweet_create_events": _post,
    "direct_message_events": _message,
    "tweet_delete_events": _deleted,
    "direct_message_mark_read_events": _seen,
    "direct_message_indicate_typing_events": _typing,
}
