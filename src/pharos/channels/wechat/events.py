"""What WeChat pushes, as happenings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from pharos.channels.port import Account, Arrival, Happening, RemoteFile
from pharos.people.sender import Sender

KIND: Final = "wechat"
FILES: Final = {
    "image": ("image.jpg", "image/jpeg"),
    "voice": ("voice.amr", "audio/amr"),
    "video": ("video.mp4", "video/mp4"),
    "shortvideo": ("video.mp4", "video/mp4"),
}


def happenings_of(told: dict[str, Any], account: Account) -> tuple[Happening, ...]:
    """Return what one push means. Events, such as following and menus, are no messages."""
    sort = str(told["MsgType"]).lower()
    if sort == "event":
        return ()
    who = str(told["FromUserName"])
    arrival = Arrival(
        item=str(told.get("MsgId") or f"{who}:{told['CreateTime']}"),
        thread=who,
        sender=Sender(
            kind=KIND,
            value=who,
            language=account.settings.get("language") or "zh-Hans",
            proved_by=KIND,
        ),
        at=datetime.fromtimestamp(int(told["CreateTime"]), UTC),
        text=_text(sort, told),
        files=_files(sort, told),
    )
    return (arrival,)


def _text(sort: str, told: dict[str, Any]) -> str:
    if sort == "location":
        return f"{told.get('Label') or ''} ({told['Location_X']}, {told['Location_Y']})".strip()
    if sort == "link":
        parts = (told.get("Title"), told.get("Description"), told.get("Url"))
        return "\n".join(part for part in parts if part)
    if sort in FILES:
        return str(told.get("Recognition") or "")
    return str(told.get("Content") or f"[{sort}]")


def _files(sort: str, told: dict[str, Any]) -> tuple[RemoteFile, ...]:
    if sort not in FILES:
        return ()
    name, content_type = FILES[sort]
    return (RemoteFile(ref=str(told["MediaId"]), name=name, content_type=content_type),)
