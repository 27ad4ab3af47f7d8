"""Discord. Messages come over the gateway (`listen`), commands over HTTP (`read`)."""

from __future__ import annotations

import hashlib
from functools import partial
from threading import Event
from time import sleep
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from pharos.channels.calling import download
from pharos.channels.discord import calls
from pharos.channels.discord.events import DIRECT, KIND, Here, happenings_of
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
    Watch,
)
from pharos.channels.splitting import parts_of, utf16_length

LONGEST: Final = 2000
MOST_FILES: Final = 10
LARGEST: Final = 10 * 1024 * 1024
# How old a signed request may be: more than a repeat after a failure takes.
WINDOW_SECONDS: Final = 300
PING, ONLY_THEM, ANSWER = 1, 64, 4
LONGEST_NONCE: Final = 25
LONGEST_REST: Final = 5.0


class DiscordChannel:
    """Direct messages and servers, by a bot of the brand's."""

    kind = KIND
    name = "Discord"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="token", label=_("Token of the bot"), is_secret=True),
        Setting(
            name="public_key",
            label=_("Public key of the application"),
            is_required=False,
            help=_("For commands: Discord signs them with it."),
        ),
        Setting(
            name="channels",
            label=_("Channels where every message is for you"),
            is_required=False,
            help=_("Their ids, with commas. Elsewhere only mentions of the bot are taken in."),
        ),
        Setting(name="api", label=_("Address of the API"), is_required=False, default=calls.API),
        Setting(
            name="gateway",
            label=_("Address of the gateway"),
            is_required=False,
            default=calls.GATEWAY,
        ),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Commands only. Raises Disbelieved, also for what is too old, and Unreadable."""
        _verify(account, request)
        try:
            told = orjson.loads(request.body)
            if told["type"] == PING:
                return Update(reply=_reply({"type": PING}))
            happenings = happenings_of("INTERACTION_CREATE", told, Here(me=""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error
        language = str(told.get("locale") or "en")
        return Update(happenings=happenings, reply=_taken(language))

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """In parts of 2000 characters, files with the last.

        Discord gives back the first message for the same nonce for some minutes, so that what was
        taken before a connection broke is not said twice.
        """
        for file in outgoing.files:
            if file.size > LARGEST:
                raise Permanent("file_too_large", file.name)
        channel = _channel(account, outgoing.thread)
        texts = parts_of(outgoing.text, LONGEST, utf16_length)
        groups = [
            outgoing.files[at : at + MOST_FILES] for at in range(0, len(outgoing.files), MOST_FILES)
        ]
        last = len(texts) - 1
        parts: list[tuple[int, str, tuple[OutgoingFile, ...]]] = [
            (nr, text, groups[0] if groups and nr == last else ()) for nr, text in enumerate(texts)
        ]
        parts += [(last + nr, "", group) for nr, group in enumerate(groups[1:], 1)]

        def send(part: tuple[int, str, tuple[OutgoingFile, ...]]) -> str:
            return _post(account, channel, _message(outgoing, part[0], part[1]), part[2])

        return send_parts([partial(send, part) for part in parts], outgoing.sent_before)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """At its first address while that works, else at the one that the message has by now."""
        where, _mark, url = file.ref.partition(" ")
        try:
            content, content_type = download(url)
        except Permanent as refusal:
            if refusal.code != "vendor_refused":
                raise
            content, content_type = download(_address_now(account, where))
        return Fetched(
            name=file.name, content_type=file.content_type or content_type, content=content
        )

    def who(self, account: Account) -> str:
        told = calls.ask(account, "GET", "/users/@me").json()
        return str(told.get("username", ""))

    def listen(self, account: Account, watch: Watch, stop: Event) -> None:
        """Hold the gateway's connection; see `gateway.listen`."""
        # Only whoever listens needs the client.
        from pharos.channels.discord.gateway import listen

        listen(account, watch, stop)


def _verify(account: Account, request: Request) -> None:
    at = request.headers.get("x-signature-timestamp", "")
    signed = request.headers.get("x-signature-ed25519", "")
    try:
        key = VerifyKey(bytes.fromhex(account.settings.get("public_key", "")))
        key.verify(at.encode() + request.body, bytes.fromhex(signed))
    except (ValueError, TypeError, BadSignatureError) as error:
        raise Disbelieved(type(error).__name__) from error
    if not at.isdecimal() or abs(request.at.timestamp() - int(at)) > WINDOW_SECONDS:
        raise Disbelieved("it is too old")


def _reply(told: dict[str, Any]) -> Reply:
    return Reply(body=orjson.dumps(told), content_type="application/json")


def _taken(language: str) -> Reply:
    with override(language.lower()):
        said = _now("We have received your message and answer you in a direct message.")
    return _reply({"type": ANSWER, "data": {"content": said, "flags": ONLY_THEM}})


def _channel(account: Account, thread: str) -> str:
    """Where to write: a chat with somebody is opened first, which finds it if it is open."""
    if not thread.startswith(DIRECT) and ":" in thread:
        return thread.partition(":")[0]
    asked = {"recipient_id": thread.removeprefix(DIRECT)}
    return str(calls.ask(account, "POST", "/users/@me/channels", json=asked).json()["id"])


def _message(outgoing: Outgoing, nr: int, text: str) -> dict[str, Any]:
    named = hashlib.sha256(f"{outgoing.token}/{nr}".encode()).hexdigest()[:LONGEST_NONCE]
    told: dict[str, Any] = {
        "content": text,
        "nonce": named,
        "enforce_nonce": True,
        "allowed_mentions": {"parse": [], "replied_user": True},
    }
    if outgoing.is_public and outgoing.reply_to and nr == 0:
        told["message_reference"] = {
            "message_id": outgoing.reply_to,
            "fail_if_not_exists": False,
        }
    return told


def _post(
    account: Account, channel: str, told: dict[str, Any], files: tuple[OutgoingFile, ...]
) -> str:
    path = f"/channels/{channel}/messages"
    if files:
        named = {
            f"files[{nr}]": (file.name, file.content(), file.content_type)
            for nr, file in enumerate(files)
        }
        form = {"payload_json": orjson.dumps(told).decode()}
        answer = calls.ask(account, "POST", path, data=form, files=named)
    else:
        answer = calls.ask(account, "POST", path, json=told)
    sleep(min(calls.seconds_to_rest(answer), LONGEST_REST))
    return str(answer.json()["id"])


def _address_now(account: Account, where: str) -> str:
    channel, message, attachment = where.split("/")
    told = calls.ask(account, "GET", f"/channels/{channel}/messages/{message}").json()
    for one in told.get("attachments") or ():
        if one["id"] == attachment:
            return str(one["url"])
    raise Permanent("gone", "the file is not there any more")
