"""The generic channel. Both directions are signed as Standard Webhooks has it.

In, the other side posts what happened; out, we post the answer to its address. The headers
`webhook-id`, `webhook-timestamp` and `webhook-signature` go with each; what is older or newer than
five minutes is not believed.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

import orjson
from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from standardwebhooks import Webhook

from pharos.channels.calling import call, download
from pharos.channels.port import (
    Account,
    Arrival,
    Disbelieved,
    Edited,
    Fetched,
    Happening,
    Outgoing,
    Permanent,
    Receipt,
    RemoteFile,
    Reply,
    Request,
    Sent,
    Setting,
    Typing,
    Unreadable,
    Update,
    Withdrawn,
)
from pharos.kernel.time import now
from pharos.people.sender import Sender

Name = Annotated[str, Field(min_length=1, max_length=150)]
LONGEST: Final = 20_000
WINDOW: Final = timedelta(minutes=5)
# Of the files of an answer, all together.
LARGEST: Final = 10 * 1024 * 1024


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Who(_Told):
    id: Name
    name: str = Field(default="", max_length=120)
    language: str = Field(default="", max_length=20)


class _File(_Told):
    url: str = Field(pattern=r"^https?://", max_length=1900)
    name: str = Field(default="", max_length=255)
    type: str = Field(default="", max_length=120)


class _Message(_Told):
    type: Literal["message"]
    item: Name
    thread: Name
    sender: _Who
    at: AwareDatetime
    text: str = Field(default="", max_length=200_000)
    files: tuple[_File, ...] = Field(default=(), max_length=20)
    is_public: bool = False
    automatic: str = Field(default="", max_length=60)


class _Edit(_Told):
    type: Literal["edit"]
    item: Name
    change: Name
    at: AwareDatetime
    text: str = Field(max_length=200_000)


class _Withdrawal(_Told):
    type: Literal["withdrawal"]
    item: Name
    at: AwareDatetime


class _Receipt(_Told):
    type: Literal["receipt"]
    item: Name
    state: Literal["delivered", "seen", "failed"]
    trouble: str = Field(default="", max_length=300)


class _Typing(_Told):
    type: Literal["typing"]
    thread: Name


_Event = Annotated[_Message | _Edit | _Withdrawal | _Receipt | _Typing, Field(discriminator="type")]
EVENTS: Final = TypeAdapter(_Event)


class WebhookChannel:
    """Anything that can post and be posted to."""

    kind = "webhook"
    name = _("Webhook")
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(
            name="url",
            label=_("Where answers are posted to"),
            help=_("An address that takes POST requests with JSON."),
        ),
        Setting(
            name="secret",
            label=_("Secret that both sides sign with"),
            is_secret=True,
            help=_("As Standard Webhooks has it: whsec_ and 24 to 64 bytes in base64."),
        ),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Raises Disbelieved, also for what is too old, and Unreadable."""
        _verify(account, request)
        try:
            event = EVENTS.validate_json(request.body)
        except ValidationError as error:
            raise Unreadable(str(error.error_count())) from error
        return Update(
            happenings=(_happening(event),),
            reply=Reply(body=b'{"taken":true}', content_type="application/json"),
        )

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """One request for each answer; `id` is the same however often it is sent.

        Files of 10 MB in all stand in it; for more it raises `file_too_large`.
        """
        if sum(file.size for file in outgoing.files) > LARGEST:
            raise Permanent("file_too_large")
        told: dict[str, Any] = {
            "type": "answer",
            "id": outgoing.token,
            "thread": outgoing.thread,
            "to": outgoing.to,
            "text": outgoing.text,
            "case": outgoing.case,
            "author": outgoing.author,
            "language": outgoing.language,
            "reply_to": outgoing.reply_to,
            "is_public": outgoing.is_public,
            "files": [
                {
                    "name": file.name,
                    "type": file.content_type,
                    "size": file.size,
                    "content": base64.b64encode(file.content()).decode(),
                }
                for file in outgoing.files
            ],
        }
        self._post(account, outgoing.token, told)
        return Sent(items=(outgoing.token,))

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        content, content_type = download(file.ref)
        return Fetched(
            name=file.name, content_type=file.content_type or content_type, content=content
        )

    def who(self, account: Account) -> str:
        """Post a `ping` and see that it is taken."""
        self._post(account, f"ping-{now().timestamp():.0f}", {"type": "ping"})
        return account.settings.get("url", "")

    def _post(self, account: Account, name: str, told: dict[str, Any]) -> None:
        url = account.settings.get("url", "")
        if not url:
            raise Permanent("not_set_up")
        body = orjson.dumps(told).decode()
        at = now()
        signed = Webhook(account.secrets.get("secret", "")).sign(name, at, body)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signed,
        }
        call("POST", url, headers=headers, data=body.encode())


def _verify(account: Account, request: Request) -> None:
    secret = account.secrets.get("secret", "")
    if not secret:
        raise Disbelieved("no secret is set")
    name, given = (request.headers.get(f"webhook-{each}", "") for each in ("id", "signature"))
    try:
        moment = datetime.fromtimestamp(int(request.headers.get("webhook-timestamp", "")), UTC)
        expected = Webhook(secret).sign(name, moment, request.body.decode())
    except (ValueError, OverflowError, OSError, RuntimeError) as error:
        raise Disbelieved(type(error).__name__) from error
    # By when it came: what has waited in the spool is not older for that.
    if abs(request.at - moment) > WINDOW:
        raise Disbelieved("it is too old, or too new")
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in given.split()):
        raise Disbelieved("the signature is not theirs")


def _happening(event: Any) -> Happening:
    match event:
        case _Message():
            return _arrival(event)
        case _Edit():
            return Edited(item=event.item, change=event.change, text=event.text, at=event.at)
        case _Withdrawal():
            return Withdrawn(item=event.item, at=event.at)
        case _Receipt():
            return Receipt(item=event.item, state=event.state, trouble=event.trouble)
        case _:
            return Typing(thread=event.thread)


def _arrival(message: _Message) -> Arrival:
    who = message.sender
    return Arrival(
        item=message.item,
        thread=message.thread,
        sender=Sender(
            kind=WebhookChannel.kind,
            value=who.id,
            name=who.name,
            language=who.language,
            proved_by="webhook",
        ),
        at=message.at,
        text=message.text,
        files=tuple(
            RemoteFile(ref=file.url, name=file.name, content_type=file.type)
            for file in message.files
        ),
        is_public=message.is_public,
        automatic=message.automatic,
    )
