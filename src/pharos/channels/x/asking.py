"""What has come since the last time, asked of X: mentions, and direct messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from pharos.channels.port import Account, Arrival, RemoteFile, Watch
from pharos.channels.x.calls import asked, client_of, me_of
from pharos.channels.x.events import BROKEN, CHAT, DIRECT, POST, PUBLIC, sender_of, words_of
from pharos.kernel.time import now

PAGE: Final = 100
EPOCH: Final = datetime.fromtimestamp(1_288_834_974.657, UTC)
FIELDS: Final = {
    "user.fields": "name,username",
    "media.fields": "url,type,variants",
}


def ask_all(account: Account, watch: Watch) -> None:
    """Take in mentions, then messages, each in their order, and remember how far each has got."""
    since = _since(watch)
    for name, ask in (("t", _mentions), ("d", _messages)):
        found = ask(account, since[name])
        for number, arrival in sorted(found, key=lambda one: one[0]):
            if isinstance(arrival, bytes):
                watch.show(arrival)
            elif arrival is not None:
                watch.take(arrival)
            since[name] = number
        watch.reach(f"t={since['t']};d={since['d']}")


def _since(watch: Watch) -> dict[str, int]:
    """How far each has been read. At the very first it begins now."""
    if not watch.cursor:
        began = int((now() - EPOCH) / timedelta(milliseconds=1)) << 22
        return {"t": began, "d": began}
    parts = (part.partition("=") for part in watch.cursor.split(";"))
    return {name: int(value) for name, _mark, value in parts}


# Each with its number: None is not for us, and bytes are what cannot be read.
Numbered = list[tuple[int, Arrival | bytes | None]]


def _mentions(account: Account, since: int) -> Numbered:
    client, me = client_of(account), me_of(account)
    found: Numbered = []
    more: dict[str, Any] = {}
    while True:
        page = asked(
            lambda: client.get_users_mentions(
                me,
                since_id=since,
                max_results=PAGE,
                expansions="author_id,attachments.media_keys",
                **{"tweet.fields": "created_at,entities,referenced_tweets"},
                **FIELDS,
                **more,  # noqa: B023 - called at once
            )
        )
        users, media = _included(page)
        found += [
            (int(one["id"]), _readable(_post, one, users, media, me))
            for one in page.get("data") or ()
        ]
        token = (page.get("meta") or {}).get("next_token")
        if not token:
            return found
        more = {"pagination_token": token}


def _messages(account: Account, since: int) -> Numbered:
    """Messages are listed the latest first, so pages are turned until one is known."""
    client, me = client_of(account), me_of(account)
    found: Numbered = []
    more: dict[str, Any] = {}
    while True:
        page = asked(
            lambda: client.get_direct_message_events(
                event_types="MessageCreate",
                max_results=PAGE,
                expansions="sender_id,attachments.media_keys",
                **{"dm_event.fields": "created_at,sender_id,attachments,entities"},
                **FIELDS,
                **more,  # noqa: B023 - called at once
            )
        )
        users, media = _included(page)
        listed = page.get("data") or []
        news = [one for one in listed if int(one["id"]) > since]
        found += [(int(one["id"]), _readable(_message, one, users, media, me)) for one in news]
        token = (page.get("meta") or {}).get("next_token")
        if not token or len(news) < len(listed):
            return found
        more = {"pagination_token": token}


def _included(page: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    included = page.get("includes") or {}
    users = {one["id"]: one for one in included.get("users") or ()}
    media = {one["media_key"]: one for one in included.get("media") or ()}
    return users, media


def _readable(
    read: Callable[..., Arrival | None], one: dict[str, Any], *beside: Any
) -> Arrival | bytes | None:
    """One of many; the others must not wait for it."""
    try:
        return read(one, *beside)
    except BROKEN:
        return orjson.dumps(one)


def _post(
    one: dict[str, Any], users: dict[str, Any], media: dict[str, Any], me: str
) -> Arrival | None:
    kinds = {each.get("type") for each in one.get("referenced_tweets") or ()}
    if one["author_id"] == me or "retweeted" in kinds:
        return None
    who = one["author_id"]
    return Arrival(
        item=f"{POST}{one['id']}",
        thread=f"{PUBLIC}{who}",
        is_public=True,
        **_said(one, who, users, media),
    )


def _message(
    one: dict[str, Any], users: dict[str, Any], media: dict[str, Any], me: str
) -> Arrival | None:
    who = one["sender_id"]
    if who == me:
        return None
    return Arrival(
        item=f"{DIRECT}{one['id']}", thread=f"{CHAT}{who}", **_said(one, who, users, media)
    )


def _said(
    one: dict[str, Any], who: str, users: dict[str, Any], media: dict[str, Any]
) -> dict[str, Any]:
    keys = (one.get("attachments") or {}).get("media_keys") or ()
    return {
        "sender": sender_of(who, users.get(who) or {}),
        "at": datetime.fromisoformat(one["created_at"]),
        "text": words_of(str(one.get("text") or ""), (one.get("entities") or {}).get("urls") or ()),
        "files": tuple(file for key in keys if (file := _file(media.get(key) or {}))),
    }


def _file(media: dict[str, Any]) -> RemoteFile | None:
    clips = [one for one in media.get("variants") or () if one.get("content_type") == "video/mp4"]
    best = max(clips, key=lambda one: int(one.get("bit_rate", 0)), default=None)
    url = str(best["url"] if best else media.get("url") or "")
    if not url:
        return None
    name = url.partition("?")[0].rpartition("/")[2]
    return RemoteFile(ref=url, name=name, content_type="video/mp4" if best else "")
