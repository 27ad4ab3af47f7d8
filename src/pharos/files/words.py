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
    "archive": _("Archives cannot be sent. Send the files in it one by one."),
    "program": _("Programs cannot be sent."),
    "markup": _("Web pages and drawings in SVG cannot be sent. Send a picture of it instead."),
    "office": _("Office documents cannot be sent. Save it as PDF and send that."),
    "audio": _("Sound recordings cannot be sent. Pictures, video, PDF and text can."),
    "heic": _("This photo is in the HEIC format, which not everybody can open. Send it as JPEG."),
    "damaged": _("This file is damaged or not complete. Try to send it again."),
    "no_video": _("There is no picture in this video. Try to send it again."),
    "active": _("There is a program in this PDF. Print it into a new PDF and send that."),
    "too_many_pixels": _("This picture is too large to be opened safely. Send a smaller one."),
    "too_heavy": _("This file could not be checked safely. Send it in another format."),
    "text_encoding": _("This text is not in UTF-8. Save it as UTF-8 and send that."),
    "text_too_long": _("This text is longer than 10 MB. Send the part that matters."),
    "secret": _(
        "There is a recovery phrase or a private key in this file. We have deleted it; nobody here "
        "needs it. If anyone else may have seen it, move your coins to a new wallet now."
    ),
    "empty": _("This file is empty."),
}

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
}
# What text may call itself.
TEXTS: Final = frozenset({"txt", "csv", "log"})
ALIKE: Final = {"jpeg": "jpg"}
NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
NAMELESS: Final = "file"


def why_refused(code: str) -> str | Promise:
    """Say why; a code that is new since still says that it was refused."""
    return WHY.get(code, WHY["type_unknown"])


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
