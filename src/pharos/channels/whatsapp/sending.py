"""What WhatsApp is asked to do."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from pharos.channels.meta.graph import ask
from pharos.channels.parts import send_parts
from pharos.channels.port import Account, Outgoing, OutgoingFile, Permanent, Sent, Temporary
from pharos.channels.splitting import parts_of, utf16_length
from pharos.kernel.time import now

# Counted as UTF-16 units to be on the safe side: Meta says characters.
LONGEST: Final = 4096
# What fits into one blank of a template beside its other words (1,024 in all).
LONGEST_BLANK: Final = 700
# Meta's 24 hours, less what clocks and ways may differ.
WINDOW: Final = timedelta(hours=24) - timedelta(minutes=1)
MB: Final = 1024 * 1024
IMAGES: Final = frozenset({"image/jpeg", "image/png"})
LARGEST_IMAGE, LARGEST_DOCUMENT = 5 * MB, 100 * MB


def send(account: Account, outgoing: Outgoing) -> Sent:
    """The words first, in parts, then each file."""
    words = parts_of(outgoing.text, LONGEST, utf16_length) if outgoing.text else []
    say = _say if _is_open(outgoing) else _say_by_template
    return send_parts(
        [
            *(partial(say, account, outgoing, text) for text in words),
            *(partial(_hand_over, account, outgoing, file) for file in outgoing.files),
        ],
        outgoing.sent_before,
    )


def _is_open(outgoing: Outgoing) -> bool:
    """Whether they wrote within 24 hours, so that they may be answered freely."""
    return outgoing.heard_at is not None and now() - outgoing.heard_at < WINDOW


def _say(account: Account, outgoing: Outgoing, text: str) -> str:
    said = {"body": text, "preview_url": False}
    return _post(account, outgoing, {"type": "text", "text": said})


def _say_by_template(account: Account, outgoing: Outgoing, text: str) -> str:
    """The same by the approved template; a blank takes one line, so lines are joined."""
    template = account.settings.get("template", "")
    if not template:
        raise Permanent("window_closed")
    language = account.settings.get("template_language") or "en"
    name = ""
    for piece in parts_of(" ".join(text.split()), LONGEST_BLANK, utf16_length):
        blanks = [{"type": "text", "text": each} for each in (outgoing.case, piece)]
        told = {
            "name": template,
            "language": {"code": language},
            "components": [{"type": "body", "parameters": blanks}],
        }
        name = _post(account, outgoing, {"type": "template", "template": told})
    return name


def _hand_over(account: Account, outgoing: Outgoing, file: OutgoingFile) -> str:
    if not _is_open(outgoing):
        raise Permanent("window_closed")
    is_image = file.content_type in IMAGES and file.size <= LARGEST_IMAGE
    if file.size > LARGEST_DOCUMENT:
        raise Permanent("file_too_large", file.name)
    kept = ask(
        account,
        "POST",
        f"{number_of(account)}/media",
        data={"messaging_product": "whatsapp", "type": file.content_type},
        files={"file": (file.name, file.content(), file.content_type)},
    )
    media: dict[str, Any] = {"id": kept.get("id", "")}
    if is_image:
        return _post(account, outgoing, {"type": "image", "image": media})
    told = {"type": "document", "document": {**media, "filename": file.name}}
    return _post(account, outgoing, told)


def _post(account: Account, outgoing: Outgoing, message: dict[str, Any]) -> str:
    to = outgoing.thread
    whom = {"to": to} if to.isdecimal() else {"recipient": to}
    told = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **whom,
        **message,
        "biz_opaque_callback_data": outgoing.token,
    }
    answer = ask(account, "POST", f"{number_of(account)}/messages", json=told)
    try:
        return str(answer["messages"][0]["id"])
    except (LookupError, TypeError) as error:
        raise Temporary("vendor_fault") from error


def number_of(account: Account) -> str:
    """The number's identity, as a part of an address."""
    number = account.settings.get("phone_number_id", "")
    if not number:
        raise Permanent("not_set_up")
    return quote(number, safe="")
