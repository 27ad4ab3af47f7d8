"""What Telegram is asked to do. Its library words the calls; they go out like all others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar

import requests
import telegram
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from pharos.channels.calling import (
    READ_SECONDS,
    SERVER_FAULT,
    TOO_MANY,
    call,
    download,
    seconds,
    told_by,
)
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    OutgoingFile,
    Permanent,
    RemoteFile,
    Sent,
    Temporary,
    Undelivered,
)
from pharos.channels.splitting import parts_of, utf16_length

LONGEST: Final = 4096
MB: Final = 1024 * 1024
LARGEST_PHOTO, LARGEST_FILE = 10 * MB, 50 * MB
PHOTOS: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
HEARD: Final = ("message", "edited_message")
# A token that is refused is put right by a person.
UNTIL_PUT_RIGHT: Final = timedelta(minutes=10)
UNKNOWN_TOKEN: Final = frozenset({401, 404})
FORBIDDEN: Final = 403
# What Telegram says, and what it means; it has no codes of its own.
MEANT: Final = (
    ("file is too big", "file_too_large"),
    ("chat not found", "gone"),
    ("user is deactivated", "gone"),
    ("peer_id_invalid", "gone"),
    ("upgraded to a supergroup", "chat_moved"),
)
T = TypeVar("T")


def send(account: Account, outgoing: Outgoing) -> Sent:
    """The words first, in parts, then each file. In a group it stands under what it answers."""
    chat = outgoing.thread.partition(":")[0]
    under = _under(outgoing) if outgoing.is_public else None
    words = parts_of(outgoing.text, LONGEST, utf16_length) if outgoing.text else []
    return send_parts(
        [
            *(partial(_say, account, chat, text, under) for text in words),
            *(partial(_hand_over, account, chat, file) for file in outgoing.files),
        ],
        outgoing.sent_before,
    )


def _under(outgoing: Outgoing) -> telegram.ReplyParameters | None:
    number = outgoing.reply_to.rpartition(":")[2]
    if not number.isdecimal():
        return None
    return telegram.ReplyParameters(message_id=int(number), allow_sending_without_reply=True)


def _say(account: Account, chat: str, text: str, under: telegram.ReplyParameters | None) -> str:
    """Plain text: no markup is read and no page is fetched for a preview."""
    message = _ask(
        account,
        lambda bot: bot.send_message(
            chat,
            text,
            reply_parameters=under,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        ),
    )
    return f"{message.chat.id}:{message.message_id}"


def _hand_over(account: Account, chat: str, file: OutgoingFile) -> str:
    if file.size > LARGEST_FILE:
        raise Permanent("file_too_large", file.name)
    content = telegram.InputFile(file.content(), filename=file.name)
    if file.content_type in PHOTOS and file.size <= LARGEST_PHOTO:
        message = _ask(account, lambda bot: bot.send_photo(chat, content))
    else:
        message = _ask(account, lambda bot: bot.send_document(chat, content))
    return f"{message.chat.id}:{message.message_id}"


def fetch(account: Account, file: RemoteFile) -> Fetched:
    found = _ask(account, lambda bot: bot.get_file(file.ref))
    if not found.file_path:
        raise Permanent("gone", "the file is not there any more")
    content, content_type = download(found.file_path)
    return Fetched(name=file.name, content_type=file.content_type or content_type, content=content)


def who(account: Account) -> str:
    return f"@{_ask(account, lambda bot: bot.get_me()).username}"


def connect(account: Account, url: str) -> str:
    """Tell Telegram where to send what happens, and by which secret we know it."""
    _ask(
        account,
        lambda bot: bot.set_webhook(
            url, secret_token=account.secrets.get("secret", ""), allowed_updates=HEARD
        ),
    )
    return who(account)


def _ask(account: Account, asked: Callable[[telegram.Bot], Awaitable[T]]) -> T:
    token = account.secrets.get("token", "")
    if not token:
        raise Permanent("not_set_up")
    base = account.settings.get("api_url") or "https://api.telegram.org"
    line = _Line()
    bot = telegram.Bot(
        token,
        base_url=f"{base.rstrip('/')}/bot",
        base_file_url=f"{base.rstrip('/')}/file/bot",
        request=line,
        get_updates_request=line,
    )

    async def asking() -> T:
        return await asked(bot)

    try:
        return asyncio.run(asking())
    except _Refused as error:
        raise error.refusal from error
    except TelegramError as error:
        # What came back was no answer of Telegram's.
        raise Temporary("vendor_fault", type(error).__name__) from error


class _Refused(TelegramError):
    """A refusal on its way through the library."""

    def __init__(self, refusal: Undelivered) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class _Line(BaseRequest):
    """How the library reaches Telegram: as all vendors are called, bounded in time."""

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing is kept open between calls."""

    async def shutdown(self) -> None:
        """Nothing is kept open between calls."""

    async def do_request(self, *_: Any, **asked: Any) -> tuple[int, bytes]:
        """What the library asks, its own timeouts left aside."""
        data: RequestData | None = asked.get("request_data")
        told = data.json_parameters if data else {}
        files = data.multipart_data if data else {}
        try:
            answer = call(
                asked["method"], asked["url"], data=told, files=files or None, refused=_judged
            )
        except Undelivered as refusal:
            raise _Refused(refusal) from refusal
        return answer.status_code, answer.content


def _judged(answer: requests.Response) -> Undelivered | None:
    """What Telegram means; None where it is no refusal of Telegram's own."""
    told = told_by(answer)
    why, status = str(told.get("description", "")), answer.status_code
    if not why or status >= SERVER_FAULT:
        return None
    if status == TOO_MANY:
        pause = (told.get("parameters") or {}).get("retry_after")
        return Temporary("rate_limited", why, after=seconds(str(pause)))
    if status in UNKNOWN_TOKEN:
        return Temporary("token_refused", why, after=UNTIL_PUT_RIGHT)
    if status == FORBIDDEN:
        return Permanent("blocked", why)
    for words, code in MEANT:
        if words in why.lower():
            return Permanent(code, why)
    return None
