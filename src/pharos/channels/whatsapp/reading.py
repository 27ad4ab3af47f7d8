"""What WhatsApp tells, in words of ours."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pharos.channels.meta.graph import why_of
from pharos.channels.meta.parsing import readable
from pharos.channels.port import (
    Account,
    Arrival,
    Edited,
    Happening,
    Receipt,
    RemoteFile,
    Unreadable,
    Update,
    Withdrawn,
)
from pharos.people.sender import Sender

log = logging.getLogger(__name__)

KIND: Final = "whatsapp"
PIN, PERSON = "\N{ROUND PUSHPIN}", "\N{BUST IN SILHOUETTE}"
LATEST: Final = 4_102_444_800  # the year 2100, in seconds
STATES: Final[dict[str, Any]] = {"delivered": "delivered", "read": "seen", "failed": "failed"}
# What nobody writes: a sign on a message, and calls, which are not taken here.
PASSED_OVER: Final = frozenset({"reaction", "call_permission_reply", "ephemeral"})


class _Told(BaseModel):
    """Only what is read here; Meta adds fields as it likes."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Text(_Told):
    body: str


class _Media(_Told):
    id: str
    mime_type: str = ""
    filename: str = ""
    caption: str = ""


class _Place(_Told):
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


class _Phone(_Told):
    phone: str = ""


class _Name(_Told):
    formatted_name: str = ""


class _Card(_Told):
    name: _Name = _Name()
    phones: tuple[_Phone, ...] = ()


class _Button(_Told):
    text: str = ""


class _Choice(_Told):
    title: str = ""


class _Interactive(_Told):
    button_reply: _Choice | None = None
    list_reply: _Choice | None = None


class _Content(_Told):
    """What a message consists of; `type` names the one field that is there."""

    type: str
    text: _Text | None = None
    image: _Media | None = None
    video: _Media | None = None
    audio: _Media | None = None
    document: _Media | None = None
    sticker: _Media | None = None
    location: _Place | None = None
    contacts: tuple[_Card, ...] = ()
    button: _Button | None = None
    interactive: _Interactive | None = None
    system: _Text | None = None


class _Change(_Told):
    original_message_id: str
    message: _Content | None = None


class _Message(_Content):
    id: str
    timestamp: int = Field(ge=0, le=LATEST)
    sender: str = Field(default="", alias="from")
    # Of people who hide their number behind a name.
    from_user_id: str = ""
    group_id: str = ""
    edit: _Change | None = None
    revoke: _Change | None = None


class _Status(_Told):
    id: str
    status: str
    errors: tuple[dict[str, Any], ...] = ()


class _Profile(_Told):
    name: str = ""


class _Contact(_Told):
    wa_id: str = ""
    user_id: str = ""
    profile: _Profile = _Profile()


class _Number(_Told):
    phone_number_id: str


class _Value(_Told):
    metadata: _Number | None = None
    contacts: tuple[_Contact, ...] = ()
    messages: tuple[Any, ...] = ()
    statuses: tuple[Any, ...] = ()


class _Part(_Told):
    field: str
    value: dict[str, Any]


class _Entry(_Told):
    changes: tuple[_Part, ...] = ()


class _Body(_Told):
    entry: tuple[_Entry, ...]


def update_of(account: Account, body: bytes) -> Update:
    """Return what happened, in its order. Raises Unreadable."""
    try:
        told = _Body.model_validate_json(body)
        values = [
            _Value.model_validate(part.value)
            for entry in told.entry
            for part in entry.changes
            if part.field == "messages"
        ]
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} faults") from error
    lost: list[bytes] = []
    happenings = [each for value in values for each in _happenings(account, value, lost)]
    return Update(happenings=tuple(happenings), unreadable=tuple(lost))


def _happenings(account: Account, value: _Value, lost: list[bytes]) -> list[Happening]:
    ours = account.settings.get("phone_number_id", "")
    if value.metadata is None or value.metadata.phone_number_id != ours:
        log.warning("something for another number came here", extra={"account": account.id})
        return []
    names = {
        identity: contact.profile.name
        for contact in value.contacts
        for identity in (contact.wa_id, contact.user_id)
        if identity
    }
    said = [_said(message, names) for message in readable(_Message, value.messages, lost)]
    statuses = readable(_Status, value.statuses, lost)
    became = [_receipt(status) for status in statuses if status.status in STATES]
    return [*(each for each in said if each is not None), *became]


def _said(message: _Message, names: dict[str, str]) -> Happening | None:
    """None for what nobody wrote, and for what was written in a group: we are in none."""
    at = datetime.fromtimestamp(message.timestamp, UTC)
    who = message.sender or message.from_user_id
    if message.revoke is not None:
        return Withdrawn(item=message.revoke.original_message_id, at=at)
    if (edit := message.edit) is not None:
        text = _words(edit.message) if edit.message else ""
        return Edited(item=edit.original_message_id, change=message.id, text=text, at=at)
    if not who or message.group_id or message.type in PASSED_OVER:
        return None
    return Arrival(
        item=message.id,
        thread=who,
        sender=Sender(kind=KIND, value=who, name=names.get(who, ""), proved_by=KIND),
        at=at,
        # Of what we do not know, at least what it is.
        text=_words(message) or ("" if _media(message) else f"[{message.type}]"),
        files=_files(message),
        # That they have another number now is told in their place.
        automatic="number_changed" if message.system else "",
    )


def _receipt(status: _Status) -> Receipt:
    trouble = "; ".join(why_of(error) for error in status.errors)
    return Receipt(state=STATES[status.status], item=status.id, trouble=trouble)


def _words(content: _Content) -> str:
    if (text := content.text or content.system) is not None:
        return text.body
    if (place := content.location) is not None:
        named = ", ".join(part for part in (place.name, place.address) if part)
        return f"{PIN} {named} ({place.latitude}, {place.longitude})"
    if content.contacts:
        return "\n".join(_card(card) for card in content.contacts)
    if (media := _media(content)) is not None:
        return media.caption
    return _pressed(content)


def _card(card: _Card) -> str:
    phones = [phone.phone for phone in card.phones if phone.phone]
    return f"{PERSON} {', '.join([card.name.formatted_name, *phones])}"


def _pressed(content: _Content) -> str:
    """What stands on the button that was pressed."""
    if content.button is not None:
        return content.button.text
    asked = content.interactive
    choice = (asked.button_reply or asked.list_reply) if asked is not None else None
    return choice.title if choice is not None else ""


def _media(content: _Content) -> _Media | None:
    return content.image or content.video or content.audio or content.document or content.sticker


def _files(content: _Content) -> tuple[RemoteFile, ...]:
    media = _media(content)
    if media is None:
        return ()
    plain = media.mime_type.partition(";")[0].strip()
    ending = plain.rpartition("/")[2] or "bin"
    name = media.filename or f"{content.type}.{ending}"
    return (RemoteFile(ref=media.id, name=name, content_type=plain),)
