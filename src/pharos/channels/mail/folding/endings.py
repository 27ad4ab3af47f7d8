"""What stands below the words: signatures, lines that a device adds, warnings of a company."""

from __future__ import annotations

import re

from pharos.channels.mail.folding.lines import Line
from pharos.channels.mail.folding.vocabulary import vocabulary

# The delimiter of RFC 3676, 4.3; many programs lose its last space.
DELIMITER = re.compile(r"--[ \t]*\r?\n?")
# Drawn lines that only some put above a signature, so what follows must look like one.
WEAK_DELIMITER = re.compile(r"\s{0,3}(?:[\u2014\u2013]{1,80}|_{2,80}|-{3,80}|={3,80}|~{3,80})\s*")
CONTACT = re.compile(r"@|https?:|www\.|\+?[0-9][0-9 ()/.-]{6,}|\btel\b|[☎📞📱📧✉]")
LINK = re.compile(r"[<(\[]?https?://[^\s>)\]]{1,300}[>)\]]?")
SENTENCE_ENDS = (".", "!", "?", "。")
# A name, a title, a company, two ways to reach them.
MOST_SIGNED = 7
LONGEST_SIGNED = 60
LONGEST_SIGN_OFF = 60
LONGEST_DEVICE = 110
# "Galaxy에서 보냄" names the device first; a longer line is a sentence.
LONGEST_DEVICE_LAST = 40
MOST_WORDS_OF_DEVICE = 9
MOST_NAMES = 4
CLAUSE = re.compile(r"[,.;!?、。]")


def is_delimiter(line: Line) -> bool:
    return DELIMITER.fullmatch(line.raw) is not None


def is_weak_delimiter(line: Line) -> bool:
    return not line.is_long and WEAK_DELIMITER.fullmatch(line.raw) is not None


def is_signed(lines: list[Line], *, needs_contact: bool) -> bool:
    """Whether these few lines look like a name and how to reach its owner, and not like prose."""
    if not 0 < len(lines) <= MOST_SIGNED or any(_is_prose(line) for line in lines):
        return False
    return not needs_contact or any(CONTACT.search(line.said) for line in lines)


def _is_prose(line: Line) -> bool:
    said = LINK.sub("", line.said)
    is_sentence = said.endswith(SENTENCE_ENDS) and len(said.split()) > MOST_NAMES
    return len(said) > LONGEST_SIGNED or is_sentence


def is_sign_off(line: Line) -> bool:
    """Whether the line takes leave and says nothing else, or only a name besides."""
    words = vocabulary()
    said = line.said.strip(" ,.!;:-\u2013\u2014~")
    if not said or len(said) > LONGEST_SIGN_OFF:
        return False
    if said in words.sign_off or said.endswith(words.sign_off_ends):
        return len(said.split()) <= MOST_NAMES or said in words.sign_off
    leave, _, name = said.partition(",")
    return leave.strip() in words.sign_off and len(name.split()) <= MOST_NAMES


def names_a_device(line: Line) -> bool:
    """Whether it is such as "Sent from my iPhone": a device or a mail program is named."""
    clause = _device_clause(line)
    return clause is not None and bool(vocabulary().device.search(clause))


def looks_like_a_device(line: Line) -> bool:
    """Whether it has the form of such a line but names nothing that we know."""
    clause = _device_clause(line)
    if clause is None or CLAUSE.search(line.said) is not None:
        return False
    is_loose = vocabulary().device_loose.match(clause) is not None
    return is_loose and len(clause.split()) <= MOST_WORDS_OF_DEVICE


def _device_clause(line: Line) -> str | None:
    """Return the words that would name the device. Coins are sent from wallets, and are no mail."""
    words = vocabulary()
    said = "" if line.is_long else LINK.sub("", line.said).strip(" -\u2013\u2014<>[]()")
    if not 0 < len(said) <= LONGEST_DEVICE or words.not_a_device.search(said):
        return None
    if said.endswith(":"):
        return None
    bare = said.rstrip(".。! ")
    is_last = len(bare) <= LONGEST_DEVICE_LAST and words.device_ends.search(bare) is not None
    if words.device_starts.match(said) or words.device_around.match(bare) or is_last:
        return CLAUSE.split(said, maxsplit=1)[0]
    return None


def disclaimers_in(paragraph: list[Line]) -> int:
    """Return how many phrases of such warnings stand in the paragraph."""
    joined = " ".join(line.said for line in paragraph)
    return len(set(vocabulary().disclaimer.findall(joined)))
