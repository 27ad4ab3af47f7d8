"""WeChat official accounts. It pushes signed XML, encrypted if the account is set up so."""

from __future__ import annotations

import hmac
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from xml.parsers.expat import ExpatError

import orjson
import xmltodict
from django.utils.translation import gettext_lazy as _
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

from pharos.channels.calling import download
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
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
    Unreadable,
    Update,
)
from pharos.channels.splitting import parts_of
from pharos.channels.wechat.calls import API, Client, asked, refusal_of_code
from pharos.channels.wechat.events import KIND, happenings_of
from pharos.kernel.time import now

LONGEST: Final = 2048  # bytes of UTF-8
WINDOW_SECONDS: Final = 300
# So long after they last wrote we may answer.
OPEN_FOR: Final = timedelta(hours=48)
KINDS: Final = {
    "image/jpeg": ("image", 10),
    "image/png": ("image", 10),
    "image/gif": ("image", 10),
    "audio/mpeg": ("voice", 2),
    "audio/amr": ("voice", 2),
    "video/mp4": ("video", 10),
}
MB: Final = 1024 * 1024


class WeChatChannel:
    """The chat of an official account, answered by customer-service messages."""

    kind = KIND
    name = "WeChat"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="app_id", label=_("App ID")),
        Setting(name="app_secret", label=_("App secret"), is_secret=True),
        Setting(name="token", label=_("Token that pushes are signed with"), is_secret=True),
        Setting(
            name="aes_key",
            label=_("EncodingAESKey"),
            is_secret=True,
            is_required=False,
            help=_("With it only encrypted pushes are believed (the safe mode of WeChat)."),
        ),
        Setting(
            name="language",
            label=_("Language of those who write there"),
            is_required=False,
            default="zh-Hans",
        ),
        Setting(name="api", label=_("Address of the API"), is_required=False, default=API),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Answers the challenge `echostr`. Raises Disbelieved, also for what is too old."""
        told = request.query
        _verify(account, told, request.at.timestamp())
        if request.method == "GET":
            return Update(reply=Reply(body=told.get("echostr", "").encode()))
        try:
            pushed = _parsed(_opened(account, told, request.body))
            return Update(happenings=happenings_of(pushed, account), reply=Reply(body=b"success"))
        except (ExpatError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """In parts of 2048 bytes, then the files one by one.

        Refused for good once 48 hours have passed since they last wrote. WeChat knows no names
        for what is sent.
        """
        if outgoing.heard_at is not None and now() - outgoing.heard_at > OPEN_FOR:
            raise Permanent("window_closed")
        for file in outgoing.files:
            _check(file)
        client, whom = Client(account), outgoing.thread
        said = [
            {"msgtype": "text", "text": {"content": text}}
            for text in parts_of(outgoing.text, LONGEST, _bytes_of)
            if text
        ]
        shown = [_shown(client, file) for file in outgoing.files]
        parts = list(enumerate([*said, *shown]))

        def send(part: tuple[int, dict[str, Any]]) -> str:
            nr, message = part
            body = {"touser": whom, **message}
            asked(client, lambda: client.post("message/custom/send", data=body))
            return f"{outgoing.token}/{nr}"

        return send_parts([partial(send, part) for part in parts], outgoing.sent_before)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """WeChat keeps files for three days."""
        client = Client(account)
        token = asked(client, lambda: client.access_token)
        named = urlencode({"access_token": token, "media_id": file.ref})
        content, content_type = download(f"{client.API_BASE_URL}media/get?{named}")
        if content[:1] == b"{" and b"errcode" in content[:200]:
            told = orjson.loads(content)
            raise refusal_of_code(int(told["errcode"]), str(told.get("errmsg", "")))
        return Fetched(
            name=file.name, content_type=file.content_type or content_type, content=content
        )

    def who(self, account: Account) -> str:
        client = Client(account)
        asked(client, lambda: client.get("getcallbackip"))
        return account.settings.get("app_id", "")


def _bytes_of(text: str) -> int:
    return len(text.encode())


def _signed(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def _verify(account: Account, told: Any, at: float) -> None:
    token, moment = account.secrets.get("token", ""), told.get("timestamp", "")
    expected = _signed(token, moment, told.get("nonce", ""))
    given = told.get("signature", "")
    if not token or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Disbelieved("the signature is not WeChat's")
    if not moment.isdecimal() or abs(at - int(moment)) > WINDOW_SECONDS:
        raise Disbelieved("it is too old")


def _opened(account: Account, told: Any, body: bytes) -> str:
    """Return the XML. With a key only what is encrypted, and signed as such, is believed."""
    key = account.secrets.get("aes_key", "")
    if not key:
        return body.decode()
    crypto = WeChatCrypto(account.secrets.get("token", ""), key, account.settings.get("app_id", ""))
    try:
        content = crypto.decrypt_message(
            body, told.get("msg_signature", ""), told["timestamp"], told["nonce"]
        )
    except (WeChatException, ValueError, KeyError, TypeError, ExpatError) as error:
        raise Disbelieved(type(error).__name__) from error
    return content.decode() if isinstance(content, bytes) else str(content)


def _parsed(text: str) -> dict[str, Any]:
    return dict(xmltodict.parse(text)["xml"])


def _check(file: OutgoingFile) -> None:
    if file.content_type not in KINDS:
        raise Permanent("file_not_taken", file.name)
    if file.size > KINDS[file.content_type][1] * MB:
        raise Permanent("file_too_large", file.name)


def _shown(client: Client, file: OutgoingFile) -> dict[str, Any]:
    sort = KINDS[file.content_type][0]
    handed = (file.name, file.content(), file.content_type)
    told = asked(client, lambda: client.media.upload(sort, handed))
    return {"msgtype": sort, sort: {"media_id": told["media_id"]}}
