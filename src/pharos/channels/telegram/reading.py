"""What Telegram tells, in words of ours."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson
import telegram
from django.utils.translation import gettext as _
from django.utils.translation import override
from telegram.helpers import effective_message_type

from pharos.channels.port import (
    Account,
    Arrival,
    Edited,
    Happening,
    RemoteFile,
    Reply,
    Unreadable,
    Update,
)
from pharos.diagnosis.words import language_code
from pharos.people.sender import Sender

KIND: Final = "telegram"
PIN, PERSON = "\N{ROUND PUSHPIN}", "\N{BUST IN SILHOUETTE}"
CHART, DIE = "\N{BAR CHART}", "\N{GAME DIE}"
START: Final = "/start"
HEARD: Final = frozenset({"update_id", "message", "edited_message"})


def update_of(account: Account, body: bytes) -> Update:
    """Return what one update says. Raises Unreadable for what is none.

    Of other kinds nothing is read: that somebody has blocked the bot is told by the refusal of the
    next answer.
    """
    try:
        told = orjson.loads(body)
        read = {name: value for name, value in told.items() if name in HEARD}
        return _read(account, telegram.Update.de_json(read, None))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unreadable(type(error).__name__) from error


def _read(account: Account, told: telegram.Update) -> Update:
    if (message := told.message) is not None:
        if _is_greeting(message):
            return Update(reply=_greeting(message))
        return _told(_arrival(account, message))
    if (edited := told.edited_message) is not None:
        return _told(_edit(told, edited))
    return Update()


def _told(happening: Happening | None) -> Update:
    return Update(happenings=() if happening is None else (happening,))


def item_of(message: telegram.Message) -> str:
    """The name of a message: Telegram counts them in each chat."""
    return f"{message.chat.id}:{message.message_id}"


def _arrival(account: Account, message: telegram.Message) -> Arrival | None:
    """The message; None for what no person wrote, or what is not meant for the bot."""
    who = message.from_user
    if who is None or who.is_bot or not _is_said(message):
        return None
    is_public = message.chat.type != telegram.Chat.PRIVATE
    if is_public and not _is_addressed(account, message):
        return None
    return Arrival(
        item=item_of(message),
        thread=f"{message.chat.id}:{who.id}" if is_public else str(message.chat.id),
        sender=Sender(
            kind=KIND,
            value=str(who.id),
            name=who.full_name,
            language=who.language_code or "",
            proved_by=KIND,
        ),
        at=message.date,
        text=words_of(message) or _kind_of(message),
        files=_files(message),
        is_public=is_public,
    )


def _edit(told: telegram.Update, message: telegram.Message) -> Edited | None:
    """What it says now. A place that somebody shares live moves all the time: that is no edit."""
    if message.location is not None or not words_of(message):
        return None
    return Edited(
        item=item_of(message),
        change=str(told.update_id),
        text=words_of(message),
        at=message.edit_date or message.date,
    )


def _is_said(message: telegram.Message) -> bool:
    """Whether a person says something, other than what the chat tells of itself.

    What the library does not know yet counts as said: better a case without words than none.
    """
    known = message.text or message.effective_attachment or message.checklist
    return bool(known or message.api_kwargs)


def _is_addressed(account: Account, message: telegram.Message) -> bool:
    """Whether it is meant for the bot: an answer to it, a command for it, or its name."""
    bot = account.secrets.get("token", "").partition(":")[0]
    answered = message.reply_to_message
    writer = answered.from_user if answered is not None else None
    if writer is not None and str(writer.id) == bot:
        return True
    name = account.settings.get("username", "").lstrip("@")
    words = message.text or message.caption or ""
    return bool(name and re.search(rf"@{re.escape(name)}\b", words, re.IGNORECASE))


def _is_greeting(message: telegram.Message) -> bool:
    is_private = message.chat.type == telegram.Chat.PRIVATE
    return is_private and (message.text or "").strip() == START


def _greeting(message: telegram.Message) -> Reply:
    """Whoever presses Start has said nothing yet: they read what to do, and no case begins."""
    language = (message.from_user.language_code or "") if message.from_user else ""
    with override(language_code(language)):
        asked = _("Write here what it is about. A person reads it and answers you here.")
        never = _("We never ask for passwords, codes or recovery phrases.")
    said = {"method": "sendMessage", "chat_id": message.chat.id, "text": f"{asked}\n\n{never}"}
    return Reply(body=orjson.dumps(said), content_type="application/json")


def words_of(message: telegram.Message) -> str:
    """What was written, or what was sent in its place. Links behind words are written out."""
    said = message.text or message.caption or plain_text(message.api_kwargs.get("rich_message"))
    if not said:
        return _without_text(message)
    entities = (*message.entities, *message.caption_entities)
    hidden = [entity.url for entity in entities if entity.url]
    return "\n".join([said, *hidden])


def _without_text(message: telegram.Message) -> str:
    if (where := message.location) is not None:
        place = message.venue
        named = f"{place.title}, {place.address}, " if place is not None else ""
        return f"{PIN} {named}{where.latitude}, {where.longitude}"
    if (person := message.contact) is not None:
        name = " ".join(part for part in (person.first_name, person.last_name) if part)
        return f"{PERSON} {name}, {person.phone_number}"
    return _with_a_sign(message)


def _kind_of(message: telegram.Message) -> str:
    """What was sent where it has no words and is no file: a story, or what is newer than we are."""
    if _files(message):
        return ""
    kind = effective_message_type(message) or next(iter(message.api_kwargs), "")
    return f"[{kind}]" if kind else ""


def _with_a_sign(message: telegram.Message) -> str:
    if (sticker := message.sticker) is not None:
        return sticker.emoji or ""
    if (poll := message.poll) is not None:
        return "\n".join([f"{CHART} {poll.question}", *(each.text for each in poll.options)])
    if (die := message.dice) is not None:
        return f"{DIE} {die.value}"
    if (listed := message.checklist) is not None:
        return "\n".join([f"{CHART} {listed.title}", *(each.text for each in listed.tasks)])
    return ""


def plain_text(rich: Any) -> str:
    """The words of a message in blocks, a block a line, whatever they look like."""
    if isinstance(rich, list):
        return "\n".join(filter(None, map(plain_text, rich)))
    if not isinstance(rich, dict):
        return ""
    words = _run(rich["text"]) if "text" in rich else ""
    others = [plain_text(part) for name, part in rich.items() if name != "text"]
    return "\n".join(filter(None, [words, *others]))


def _run(text: Any) -> str:
    """Words in a row; bold and the like are words as well."""
    if isinstance(text, list):
        return "".join(map(_run, text))
    return _run(text.get("text", "")) if isinstance(text, dict) else str(text)


def _files(message: telegram.Message) -> tuple[RemoteFile, ...]:
    """The file that came with it; of a picture the largest of its sizes."""
    if message.photo:
        largest = message.photo[-1]
        return (RemoteFile(ref=largest.file_id, name="photo.jpg", content_type="image/jpeg"),)
    named: tuple[tuple[Any, str], ...] = (
        (message.animation, "animation.mp4"),
        (message.document, "document"),
        (message.video, "video.mp4"),
        (message.audio, "audio.mp3"),
        (message.voice, "voice.ogg"),
        (message.video_note, "video.mp4"),
    )
    for file, name in named:
        if file is not None:
            return (
                RemoteFile(
                    ref=file.file_id,
                    name=getattr(file, "file_name", None) or name,
                    content_type=getattr(file, "mime_type", None) or "",
                    size=file.file_size,
                ),
            )
    return ()
