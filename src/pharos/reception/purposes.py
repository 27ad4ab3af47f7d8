"""What somebody wants who writes to us without a form, as far as their words say it.

It decides two things and no more: whether a public post is answered by itself, and whether a case
is found among the feedback. Whatever is not clear counts as a request for help.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pharos.diagnosis.recognising import inputs_in
from pharos.reception import purpose_words as words


class Purpose(StrEnum):
    HELP = "help"
    COMPLAINT = "complaint"
    WISH = "wish"
    PRAISE = "praise"
    SPAM = "spam"
    TALK = "talk"


# Nobody asks for help here: in public nothing is answered by itself. All of it is kept.
UNASKED: Final = frozenset({Purpose.WISH, Purpose.PRAISE, Purpose.SPAM, Purpose.TALK})
# Under which reason it is found among the feedback, until a person says otherwise.
FEEDBACK: Final = {
    Purpose.COMPLAINT: "FBK.COMPLAINT",
    Purpose.WISH: "FBK.FEATURE",
    Purpose.PRAISE: "FBK.PRAISE",
}
# What is said first says what it is about; more would find words of all kinds in a long mail.
READ: Final = 600

_ADDRESS: Final = re.compile(r"https?://\S+|\bwww\.\S+|\b(?:t\.me|wa\.me|bit\.ly|discord\.gg)/\S+")
_NAME: Final = re.compile(r"(?<![\w@])@[\w.]{2,40}")
_NUMBER: Final = re.compile(r"(?:whatsapp|telegram|wechat|微信|카톡)\W{0,3}\+?[\w-]{4,}")
_QUESTION: Final = re.compile(r"[?\uff1f\u00bf]")


@dataclass(frozen=True, slots=True)
class Heard:
    """What they want, and whether they say that they are new to it."""

    purpose: Purpose
    is_novice: bool = False


def heard(text: str) -> Heard:
    """Return what the words say. A sign of trouble outweighs any praise that stands beside it."""
    plain = unicodedata.normalize("NFKC", text[:READ]).casefold().replace("\u2019", "'")
    said = _NAME.sub(" ", _ADDRESS.sub(" ", plain))
    purpose = _purpose(text[:READ], plain, said)
    return Heard(purpose, is_novice=purpose == Purpose.HELP and bool(words.NOVICE.search(said)))


def _purpose(text: str, plain: str, said: str) -> Purpose:
    """The first that holds, from what is most in need of a person to what is least."""
    is_lure = words.OFFER.search(plain) and _leads_away(plain) and not words.DOUBT.search(said)
    is_trouble = words.TROUBLE.search(said) or words.DOUBT.search(said) or inputs_in(text)
    signs = (
        (Purpose.SPAM, is_lure),
        (Purpose.COMPLAINT, words.COMPLAINT.search(said)),
        (Purpose.HELP, is_trouble),
        (Purpose.WISH, words.WISH.search(said)),
        (Purpose.HELP, _QUESTION.search(said)),
        (Purpose.PRAISE, words.PRAISE.search(said)),
        (Purpose.TALK, words.TALK.search(said)),
    )
    return next((purpose for purpose, sign in signs if sign), Purpose.HELP)


def _leads_away(plain: str) -> bool:
    """Tell whether it names somebody or something besides whom it is written to."""
    return bool(_ADDRESS.search(plain) or len(_NAME.findall(plain)) > 1 or _NUMBER.search(plain))
