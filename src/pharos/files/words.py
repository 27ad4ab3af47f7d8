"""Why a file was refused, in words that say what to do instead; and names that may be shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_NAME: Final = 100

WHY: Final[dict[str, Promise]] = {
    "type_unknown": _("This kind of file cannot be sent. Pictures, video, PDF and text can."),
    "archive": _(
        "This kind of archive cannot be looked into. Send the files in it one by one, or as ZIP."
    ),
    "archive_bomb": _("This archive unpacks to more than can be taken. Send the files one by one."),
    "archive_unsafe": _("This archive is not made as it should be. Send the files one by one."),
    "archive_program": _(
        "There is a program or a web page in this archive. Send it again without."
    ),
    "locked": _("This file is locked with a password and cannot be checked. Send it without one."),
    "macros": _("There are macros in this document. Save it as PDF and send that."),
    "program": _("Programs cannot be sent."),
    "markup": _("Web pages and drawings in SVG cannot be sent. Send a picture of it instead."),
    "office": _("This kind of Office document cannot be sent. Save it as PDF and send that."),
    "audio": _("Sound recordings cannot be sent. Pictures, video, PDF and text can."),
    "heic": _(
        "This photo is in the HEIC format, which we cannot open. Send it as JPEG: take a "
        "screenshot of it, or set your phone's camera to “Most compatible”."
    ),
    "damaged": _("This file is damaged or not complete. Try to send it again."),
    "no_video": _("There is no picture in this video. Try to send it again."),
    "active": _(
        "There is a program or another file in this PDF. Print it into a new PDF and send that."
    ),
    "too_many_pixels": _("This picture is too large to be opened safely. Send a smaller one."),
    "too_heavy": _("This file could not be checked safely. Send it in another format."),
    "text_encoding": _("This text is not in UTF-8. Save it as UTF-8 and send that."),
    "text_too_long": _("This text is longer than 10 MB. Send the part that matters."),
    "secret": _(
        "There is a secret in this file, such as a recovery phrase, a key or a password. We have "
        "deleted it; nobody here needs it. If anyone else may have seen it, change it now, and "
        "move your coins to a new wallet."
    ),
    "infected": _(
        "A virus was found in this file. Nobody can open it here. Have your device checked, then "
        "send a picture of what matters."
    ),
    "scanner_away": _(
        "Files cannot be checked at the moment. This one waits and goes on by itself."
    ),
    "not_scanned": _(
        "This file could not be checked for viruses. Send a smaller one, or a picture."
    ),
    "empty": _("This file is empty."),
    "file_too_large": _("This file is larger than what can be taken here."),
    "quota_reached": _("More files came today than can be taken. Send it again tomorrow."),
    "case_full": _("This case holds as many files as it can. Tell us in words what is in it."),
    "too_many": _("More came with one message than can be taken. Send the rest in another."),
}
# What whoever opens a file should know, though it could be taken.
NOTES: Final[dict[str, Promise]] = {
    "nested": _("Archives inside it were not opened."),
    "more_pages": _("Only the first pages are shown. The file has all of them."),
}
CARE: Final = _("Only open it if you expect it. It was made elsewhere and is not shown here.")

EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
# What is only ever saved, and never drawn.
UNSEEN: Final = frozenset({"zip", "docx", "xlsx", "pptx"})
# What text may call itself.
TEXTS: Final = frozenset({"txt", "csv", "log"})
ALIKE: Final = {"jpeg": "jpg"}
NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
NAMELESS: Final = "file"


def why_refused(code: str) -> str | Promise:
    """Say why; a code that is new since still says that it was refused."""
    return WHY.get(code, WHY["type_unknown"])


def care_for(kind: str, note: str) -> str:
    """Say what whoever opens this should know; nothing of what is shown as a picture or as text."""
    told = [str(CARE)] if EXTENSIONS.get(kind) in UNSEEN else []
    if note in NOTES:
        told.append(str(NOTES[note]))
    return " ".join(told)


def clean_name(name: str) -> str:
    """Return a name that can stand in a page, in a header and on any disk."""
    plain = unicodedata.normalize("NFC", name).rpartition("/")[2].rpartition("\\")[2]
    # Marks that turn the direction of writing would show an ending where there is none.
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    plain = " ".join(NOT_IN_NAMES.sub(" ", plain).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME:
        room = LONGEST_NAME - len(ending[:10]) - 1
        plain = f"{stem[:room]}{dot}{ending[:10]}" if dot else plain[:LONGEST_NAME]
    return plain or NAMELESS


def name_as(name: str, kind: str) -> str:
    """Return the name with the ending of what the file really is."""
    wanted = EXTENSIONS[kind]
    stem, dot, ending = name.rpartition(".")
    ending = ALIKE.get(ending.lower(), ending.lower())
    if dot and (ending == wanted or (wanted == "txt" and ending in TEXTS)):
        return name
    return f"{stem if dot and stem else name}.{wanted}"
