"""What Discord says, from its gateway and from its history alike, as happenings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pharos.channels.port import Arrival, Edited, Happening, RemoteFile, Typing, Withdrawn
from pharos.kernel.time import now
from pharos.people.sender import Sender

KIND: Final = "discord"
EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
# Ordinary messages and replies; everything else is Discord's own telling.
SAID: Final = frozenset({0, 19})
DIRECT: Final = "dm:"
# What reading something else than was expected ends with.
BROKEN: Final = (LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """As whom we read: our own name there, and the channels where every message is for us."""

    me: str
    channels: frozenset[str] = frozenset()


def happenings_of(name: str, told: dict[str, Any], here: Here) -> tuple[Happening, ...]:
    """Return what one event of the gateway means; nothing for most of them."""
    read = READERS.get(name)
    return () if read is None else read(told, here)


def arrival_of(told: dict[str, Any], here: Here, guild: str = "") -> Arrival | None:
    """Return a message that is meant for us, None for all others and for our own.

    `guild` is the server where a message of the history lies, which does not say so itself.
    """
    author = told.get("author") or {}
    if author.get("id") in (None, here.me) or told.get("type", 0) not in SAID:
        return None
    guild = told.get("guild_id") or guild
    if guild and not _is_for_us(told, here):
        return None
    said_to = f"{told['channel_id']}:{author['id']}" if guild else f"{DIRECT}{author['id']}"
    return Arrival(
        item=told["id"],
        thread=said_to,
        sender=_sender(author),
        at=datetime.fromisoformat(told["timestamp"]),
        text=text_of(told, here.me),
        files=_files(told),
        is_public=bool(guild),
        automatic="bot" if author.get("bot") or told.get("webhook_id") else "",
    )


def text_of(told: dict[str, Any], me: str) -> str:
    """Return the words without our own name before them."""
    text = str(told.get("content") or "")
    for name in (f"<@{me}>", f"<@!{me}>"):
        text = text.replace(name, "")
    stickers = [f"[{one.get('name', '')}]" for one in told.get("sticker_items") or ()]
    return " ".join([text.strip(), *stickers]).strip()


def snowflake_at(at: datetime) -> int:
    """Return the lowest name that a message of this instant can have."""
    return int((at - EPOCH) / timedelta(milliseconds=1)) << 22


def _is_for_us(told: dict[str, Any], here: Here) -> bool:
    if told["channel_id"] in here.channels:
        return True
    answered = (told.get("referenced_message") or {}).get("author") or {}
    named = {one.get("id") for one in told.get("mentions") or ()}
    return here.me in named or answered.get("id") == here.me


def _sender(author: dict[str, Any], language: str = "") -> Sender:
    return Sender(
        kind=KIND,
        value=author["id"],
        name=str(author.get("global_name") or author.get("username") or ""),
        language=language,
        proved_by=KIND,
    )


def _files(told: dict[str, Any]) -> tuple[RemoteFile, ...]:
    """An address works for a day; with the message's name it can be asked for again."""
    return tuple(
        RemoteFile(
            ref=f"{told['channel_id']}/{told['id']}/{one['id']} {one['url']}",
            name=str(one.get("filename", "")),
            content_type=str(one.get("content_type") or ""),
            size=one.get("size"),
        )
        for one in told.get("attachments") or ()
    )


def _created(told: dict[str, Any], here: Here) -> tuple[Happening, ...]:
    arrival = arrival_of(told, here)
    return () if arrival is None else (arrival,)


def _updated(told: dict[str, Any], here: Here) -> tuple[Happening, ...]:
    """A preview that Discord adds to a link is an update too, without a time of editing."""
    at = told.get("edited_timestamp")
    if not at or (told.get("author") or {}).get("id") == here.me:
        return ()
    text = text_of(told, here.me)
    return (Edited(item=told["id"], change=at, text=text, at=datetime.fromisoformat(at)),)


def _deleted(told: dict[str, Any], _here: Here) -> tuple[Happening, ...]:
    return tuple(Withdrawn(item=item, at=now()) for item in told.get("ids") or [told.get("id", "")])


def _typing(told: dict[str, Any], here: Here) -> tuple[Happening, ...]:
    who = told.get("user_id", "")
    return () if told.get("guild_id") or who == here.me else (Typing(thread=f"{DIRECT}{who}"),)


def _commanded(told: dict[str, Any], _here: Here) -> tuple[Happening, ...]:
    """A command such as `/support my deposit`; its words are those of its options."""
    user = told.get("user") or (told.get("member") or {}).get("user") or {}
    options = (told.get("data") or {}).get("options") or ()
    text = " ".join(str(one["value"]) for one in options if one.get("value") is not None)
    if told.get("type") != COMMAND or not user.get("id"):
        return ()
    language = str(told.get("locale") or "")
    arrival = Arrival(
        item=told["id"],
        thread=f"{DIRECT}{user['id']}",
        sender=_sender(user, language),
        at=now(),
        text=text or f"/{(told.get('data') or {}).get('name', '')}",
    )
    return (arrival,)


COMMAND: Final = 2
READERS: Final[dict[str, Callable[[dict[str, Any], Here], tuple[Happening, ...]]]] = {
    "MESSAGE_CREATE": _created,
    "MESSAGE_UPDATE": _updated,
    "MESSAGE_DELETE": _deleted,
    "MESSAGE_DELETE_BULK": _deleted,
    "TYPING_START": _typing,
    "INTERACTION_CREATE": _commanded,
}
