"""KakaoTalk consultation talk (상담톡), through one of the partners who hand messages on.

The partner posts to our address and says behind it what it is about (`message`, `reference`,
`expired_session`). Neither Kakao nor the partners sign what they post, so they, or a proxy before
us, add a secret that both sides know as the header `X-Shared-Secret`.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import orjson
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pharos.channels.calling import call, download
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
    Arrival,
    Disbelieved,
    Fetched,
    Outgoing,
    OutgoingFile,
    Permanent,
    RemoteFile,
    Reply,
    Request,
    Sent,
    Setting,
    Temporary,
    Undelivered,
    Unreadable,
    Update,
)
from pharos.channels.splitting import parts_of
from pharos.kernel.time import now
from pharos.people.sender import Sender

KIND: Final = "kakao"
API: Final = "https://kakao-api.happytalk.io"
LONGEST: Final = 1000
LARGEST: Final = 5 * 1024 * 1024
PICTURES: Final = frozenset({"image/jpeg", "image/png"})
# A session ends so long after they last wrote.
OPEN_FOR: Final = timedelta(days=30)
WINDOW: Final = timedelta(days=1)
LONGEST_SERIAL: Final = 30
GOOD: Final = frozenset({"0", "0000"})
# What partners hand on of Kakao's own errors: names in the words, since codes differ among them.
NEVER: Final = (
    ("session", "window_closed"),
    ("block", "blocked"),
    ("invalidsender", "not_set_up"),
    ("invaliduser", "gone"),
    ("imagesize", "file_too_large"),
    ("imageformat", "file_not_taken"),
)
TWICE: Final = "duplicate"


class _Told(BaseModel):
    """One push. What partners add to it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    user_key: str = Field(min_length=1, max_length=100)
    sender_key: str = Field(default="", max_length=100)
    time: int
    type: str = Field(default="text", max_length=20)
    content: str | dict[str, Any] | list[Any] | None = None
    serial_number: str = Field(default="", max_length=100)
    msgid: str = Field(default="", max_length=100)
    attachment: dict[str, Any] | None = None


class KakaoChannel:
    """Consultation talk of a KakaoTalk channel."""

    kind = KIND
    name = "KakaoTalk"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="sender_key", label=_("Sender key of the channel")),
        Setting(name="client_id", label=_("Client ID at the partner")),
        Setting(name="client_secret", label=_("Client secret at the partner"), is_secret=True),
        Setting(
            name="secret",
            label=_("Secret that the partner sends along"),
            is_secret=True,
            help=_("As the header X-Shared-Secret of each request."),
        ),
        Setting(
            name="language",
            label=_("Language of those who write there"),
            is_required=False,
            default="ko",
        ),
        Setting(name="api", label=_("Address of the API"), is_required=False, default=API),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Raises Disbelieved, also for what is older than a day, and Unreadable."""
        expected, given = account.secrets.get("secret", ""), request.headers.get("x-shared-secret")
        if not expected or not hmac.compare_digest(expected.encode(), (given or "").encode()):
            raise Disbelieved("the secret is not the partner's")
        if request.path not in ("", "message"):
            # What a chat began with, and that it ended, is no message.
            return Update(reply=_good())
        try:
            told = _Told.model_validate_json(request.body)
            at = datetime.fromtimestamp(told.time / 1000, UTC)
        except (ValidationError, ValueError, OverflowError) as error:
            raise Unreadable(type(error).__name__) from error
        if abs(request.at - at) > WINDOW:
            raise Disbelieved("it is too old")
        mine = account.settings.get("sender_key", "")
        if told.sender_key and mine and told.sender_key != mine:
            raise Disbelieved("it is another channel's")
        return Update(happenings=(_arrival(account, told, at),), reply=_good())

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """In parts of 1000 characters, then pictures one by one.

        Each part has a serial number that Kakao takes once. Refused for good once 30 days have
        passed since they last wrote.
        """
        if outgoing.heard_at is not None and now() - outgoing.heard_at > OPEN_FOR:
            raise Permanent("window_closed")
        for file in outgoing.files:
            if file.content_type not in PICTURES:
                raise Permanent("file_not_taken", file.name)
            if file.size > LARGEST:
                raise Permanent("file_too_large", file.name)
        texts = [text for text in parts_of(outgoing.text, LONGEST) if text]
        said = [{"chat_bubble_type": "TEXT", "message": text} for text in texts]
        shown = [_shown(account, file) for file in outgoing.files]
        parts: list[tuple[int, dict[str, Any]]] = list(enumerate([*said, *shown]))

        def send(part: tuple[int, dict[str, Any]]) -> str:
            nr, message = part
            return _written(account, outgoing, nr, message)

        return send_parts([partial(send, part) for part in parts], outgoing.sent_before)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        content, content_type = download(file.ref)
        return Fetched(
            name=file.name, content_type=file.content_type or content_type, content=content
        )

    def who(self, account: Account) -> str:
        """There is no way to ask. What is missing is said; the rest shows with the first answer."""
        for name in ("sender_key", "client_id"):
            if not account.settings.get(name):
                raise Permanent("not_set_up", name)
        return account.settings["sender_key"]


def _good() -> Reply:
    return Reply(body=b'{"code":0}', content_type="application/json")


def _arrival(account: Account, told: _Told, at: datetime) -> Arrival:
    named = told.serial_number or told.msgid
    if not named:
        content = orjson.dumps([told.user_key, told.time, told.type, told.content, told.attachment])
        named = hashlib.sha256(content).hexdigest()
    files = _files(told)
    return Arrival(
        item=named,
        thread=told.user_key,
        sender=Sender(
            kind=KIND,
            value=told.user_key,
            language=account.settings.get("language") or "ko",
            proved_by=KIND,
        ),
        at=at,
        text="" if files else _text(told),
        files=files,
    )


def _text(told: _Told) -> str:
    if isinstance(told.content, str):
        return told.content
    if isinstance(told.content, dict):
        return str(told.content.get("text") or "")
    return ""


def _files(told: _Told) -> tuple[RemoteFile, ...]:
    """Pictures, films, sounds and files lie at the addresses that a push names, one or several."""
    if told.type == "text":
        return ()
    found: dict[str, RemoteFile] = {}
    named = told.content if isinstance(told.content, list) else [told.content]
    for one in [*named, told.attachment]:
        url, name = (one, "") if isinstance(one, str) else _named(one)
        if url.startswith(("https://", "http://")):
            name = name or url.partition("?")[0].rpartition("/")[2]
            found[url] = RemoteFile(ref=url, name=name)
    return tuple(found.values())


def _named(one: Any) -> tuple[str, str]:
    if not isinstance(one, dict):
        return "", ""
    return str(one.get("url") or ""), str(one.get("name") or one.get("filename") or "")


def _asked(account: Account, path: str, **more: Any) -> dict[str, Any]:
    headers = {
        "HT-Client-Id": account.settings.get("client_id", ""),
        "HT-Client-Secret": account.secrets.get("client_secret", ""),
    }
    base = (account.settings.get("api") or API).rstrip("/")
    answer = call("POST", f"{base}/kakaoWebhook/v3/bzc/{path}", headers=headers, **more)
    try:
        told: dict[str, Any] = answer.json()
    except ValueError as error:
        raise Temporary("vendor_fault") from error
    if str(told.get("code")) in GOOD:
        return told
    raise _refusal(f"{told.get('code')} {told.get('message') or ''}")


class _Known(Undelivered):
    """They have it already, under this serial number."""


def _refusal(why: str) -> Undelivered:
    said = why.lower().replace("_", "").replace(" ", "")
    if TWICE in said:
        return _Known("known", why)
    for word, code in NEVER:
        if word in said:
            return Permanent(code, why)
    return Temporary("vendor_fault", why)


def _written(account: Account, outgoing: Outgoing, nr: int, message: dict[str, Any]) -> str:
    """Say one part. A serial number that they know already is said already."""
    digest = hashlib.sha256(f"{outgoing.token}/{nr}".encode()).hexdigest()
    serial = digest[:LONGEST_SERIAL]
    whom = {
        "user_key": outgoing.thread,
        "sender_key": account.settings.get("sender_key", ""),
        "serial_number": serial,
    }
    with suppress(_Known):
        _asked(account, "chat/send/plain", json={**whom, **message})
    return serial


def _shown(account: Account, file: OutgoingFile) -> dict[str, Any]:
    told = _asked(
        account,
        "image/upload",
        data={"sender_key": account.settings.get("sender_key", "")},
        files={"image": (file.name, file.content(), file.content_type)},
    )
    return {"chat_bubble_type": "IMAGE", "attachment": {"image": {"img_url": told["image"]}}}
