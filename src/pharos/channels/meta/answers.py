"""Answering on Messenger and Instagram, in private and below a comment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from pharos.channels.calling import download
from pharos.channels.meta.graph import ask, base_of
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    OutgoingFile,
    Permanent,
    RemoteFile,
    Sent,
    Setting,
    Temporary,
)
from pharos.channels.splitting import parts_of
from pharos.kernel.time import now

# Meta's spans, less what clocks and ways may differ.
SLACK: Final = timedelta(minutes=1)
WINDOW: Final = timedelta(hours=24) - SLACK
HUMAN_WINDOW: Final = timedelta(days=7) - SLACK
LARGEST: Final = 25 * 1024 * 1024
MEDIA: Final = ("image", "video", "audio")
# Files lie nowhere else; an address that leads elsewhere is not opened.
HOSTS: Final = ("fbcdn.net", "fbsbx.com", "cdninstagram.com")
ANSWER_SETTINGS: Final = (
    Setting(
        name="human_agent",
        label=_("Answer up to 7 days later"),
        is_required=False,
        help=_("“yes” once Meta has approved the app for it (human agent)."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What differs: how long a text may be and how that is counted, and where comments go."""

    longest: int
    measure: Callable[[str], int]
    comments: str


def send(account: Account, outgoing: Outgoing, manner: Manner) -> Sent:
    """The words first, in parts, then each file; in public below the comment."""
    words = parts_of(outgoing.text, manner.longest, manner.measure) if outgoing.text else []
    if outgoing.is_public:
        parts = [partial(_comment, account, outgoing, manner, text) for text in words]
        return send_parts(parts, outgoing.sent_before)
    manners = _within(account, outgoing)
    for file in outgoing.files:
        if file.size > LARGEST:
            raise Permanent("file_too_large", file.name)
    return send_parts(
        [
            *(partial(_say, account, outgoing, manners, text) for text in words),
            *(partial(_hand_over, account, outgoing, manners, file) for file in outgoing.files),
        ],
        outgoing.sent_before,
    )


def _within(account: Account, outgoing: Outgoing) -> Mapping[str, str]:
    """By which rule they may be answered now. Raises `window_closed` where by none.

    Where nobody knows when they last wrote there, Meta decides.
    """
    silent = now() - outgoing.heard_at if outgoing.heard_at else timedelta()
    if silent < WINDOW:
        return {"messaging_type": "RESPONSE"}
    if account.settings.get("human_agent") == "yes" and silent < HUMAN_WINDOW:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    raise Permanent("window_closed")


def _say(account: Account, outgoing: Outgoing, manners: Mapping[str, str], text: str) -> str:
    told = {"recipient": {"id": outgoing.thread}, "message": {"text": text}, **manners}
    return _name_in(ask(account, "POST", "me/messages", json=told), "message_id")


def _hand_over(
    account: Account, outgoing: Outgoing, manners: Mapping[str, str], file: OutgoingFile
) -> str:
    kind = file.content_type.partition("/")[0]
    attachment = {"type": kind if kind in MEDIA else "file", "payload": {"is_reusable": False}}
    told = {
        "recipient": json.dumps({"id": outgoing.thread}),
        "message": json.dumps({"attachment": attachment}),
        **manners,
    }
    files = {"filedata": (file.name, file.content(), file.content_type)}
    answer = ask(account, "POST", "me/messages", data=told, files=files)
    return _name_in(answer, "message_id")


def _comment(account: Account, outgoing: Outgoing, manner: Manner, text: str) -> str:
    if not outgoing.reply_to:
        raise Permanent("gone")
    path = f"{quote(outgoing.reply_to, safe='')}/{manner.comments}"
    return _name_in(ask(account, "POST", path, json={"message": text}), "id")


def _name_in(answer: Mapping[str, Any], field: str) -> str:
    if not answer.get(field):
        raise Temporary("vendor_fault")
    return str(answer[field])


def fetch(account: Account, file: RemoteFile) -> Fetched:
    """Fetch a file from Meta, and from nobody else: `not_theirs`."""
    host = urlsplit(file.ref).hostname or ""
    own = urlsplit(base_of(account)).hostname
    if host != own and not any(host == each or host.endswith(f".{each}") for each in HOSTS):
        raise Permanent("not_theirs", "the file does not lie at the vendor")
    content, content_type = download(file.ref)
    return Fetched(name=file.name, content_type=file.content_type or content_type, content=content)
