"""What was said while nobody listened, from Discord's history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

import orjson

from pharos.channels.discord.calls import ask
from pharos.channels.discord.events import BROKEN, DIRECT, Here, arrival_of
from pharos.channels.port import Account, Permanent, Temporary, Watch

PAGE: Final = 100
LONGEST_WAIT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel where something has been said since."""

    channel: str
    guild: str = ""


def catch_up(account: Account, watch: Watch, here: Here, stop: Event) -> None:
    """Take in what was said after the cursor, each channel in its order, however long ago.

    Discord lists the channels of servers; direct chats it does not, so those that we know are
    looked at. Places that we may not read are passed over.
    """
    after = int(watch.cursor)
    for place in _places(account, watch, after, stop):
        try:
            _read_on(account, watch, here, place, stop)
        except Permanent:
            continue


def _places(account: Account, watch: Watch, after: int, stop: Event) -> Iterator[Place]:
    for guild in _asked(account, "/users/@me/guilds", stop):
        try:
            for channel in _channels_of(account, guild["id"], stop):
                if _is_news(channel, after):
                    yield Place(channel=channel["id"], guild=guild["id"])
        except Permanent:
            continue
    for chat in watch.chats():
        try:
            opened = _opened(account, chat, stop) if chat.startswith(DIRECT) else {}
        except Permanent:
            continue
        if _is_news(opened, after):
            yield Place(channel=opened["id"])


def _is_news(channel: dict[str, Any], after: int) -> bool:
    return int(channel.get("last_message_id") or 0) > after


def _channels_of(account: Account, guild: str, stop: Event) -> list[dict[str, Any]]:
    threads = _asked(account, f"/guilds/{guild}/threads/active", stop)
    return [*_asked(account, f"/guilds/{guild}/channels", stop), *threads.get("threads", ())]


def _opened(account: Account, chat: str, stop: Event) -> dict[str, Any]:
    whom = {"recipient_id": chat.removeprefix(DIRECT)}
    opened: dict[str, Any] = _asked(account, "/users/@me/channels", stop, method="POST", json=whom)
    return opened


def _read_on(account: Account, watch: Watch, here: Here, place: Place, stop: Event) -> None:
    after = watch.cursor
    while not stop.is_set():
        page = _asked(
            account,
            f"/channels/{place.channel}/messages",
            stop,
            params={"after": after, "limit": str(PAGE)},
        )
        for told in sorted(page, key=lambda one: int(one["id"])):
            _take(watch, here, place, told)
            after = told["id"]
        if not page:
            return


def _take(watch: Watch, here: Here, place: Place, told: dict[str, Any]) -> None:
    try:
        arrival = arrival_of(told, here, place.guild)
    except BROKEN:
        watch.show(orjson.dumps(told))
        return
    if arrival is not None:
        watch.take(arrival)


def _asked(account: Account, path: str, stop: Event, *, method: str = "GET", **more: Any) -> Any:
    """Ask, and wait where Discord wants us to."""
    while True:
        try:
            return ask(account, method, path, **more).json()
        except Temporary as refusal:
            if refusal.code != "rate_limited" or refusal.after is None:
                raise
            if stop.wait(min(refusal.after.total_seconds(), LONGEST_WAIT)):
                raise
