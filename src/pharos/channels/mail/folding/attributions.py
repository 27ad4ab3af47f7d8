"""Lines that say who wrote when, such as "On 5 January 2027 at 10:00, Dana wrote:".

Each program and language has its own. They have in common that they begin with a date, a day or a
word for it, or with the name; that they hold an address or a time; and that they end with the word
for writing, or with the address and a colon. What stands below helps: marked as a quote, less is
needed; unmarked, more, because all that follows is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pharos.channels.mail.folding.vocabulary import vocabulary

# A name first, then a date: longer is a sentence.
LONGEST_NAME_FIRST = 120
LONGEST_UNDATED = 100
# No word for writing is as long as this, in any language.
TAIL = 48
TIME = re.compile(
    r"[0-9]{1,2}[:.h][0-9]{2}|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
    r"|[0-9]{1,4}[./-] ?[0-9]{1,2}[./-] ?[0-9]{1,4}|[0-9]{1,2} ?[月日월일]"
)
DAY = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,4}[./-] ?[0-9]{1,2}[./-] ?[0-9]{1,4}"
)
NAMED = re.compile(r"[^<>@.!?]{1,60}<[^<>@ ]{1,100}@[^<>@ ]{1,100}>")
ADDRESS = re.compile(r"[^\s@]@[^\s@]")
ADDRESS_LAST = re.compile(r"@[^\s@<>()]{1,255}[>)\]\"' ]{0,4}$")
ENDS = " :-\u2013\u2014=_~\"'>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What may be such a line: wrapped lines joined, and whether marked lines follow."""

    said: str
    is_wrapped: bool
    is_marked: bool

    @property
    def tail(self) -> str:
        """The end of the line, where the word for writing is."""
        return self.said.rstrip(ENDS)[-TAIL:]

    @property
    def has_colon(self) -> bool:
        return self.said.rstrip(" -\u2013\u2014=_~").endswith(":")

    @property
    def has_address(self) -> bool:
        return bool(ADDRESS.search(self.said))

    @property
    def has_time(self) -> bool:
        return bool(TIME.search(self.said))

    @property
    def has_day(self) -> bool:
        """Whether a whole date is in it, and not only an hour."""
        return bool(DAY.search(self.said))

    @property
    def has_date(self) -> bool:
        """A day without a year is one too, beside an address."""
        return self.has_time or (self.has_address and any(map(str.isdigit, self.said)))


def begins(said: str) -> bool:
    """Whether a line begins as one that says when somebody wrote."""
    return bool(vocabulary().opens.match(said))


def may_go_on(said: str) -> bool:
    """Whether a line may be the first half: a beginning, or a name with its address."""
    return begins(said) or said.endswith(("<", "(")) or is_named(said)


def is_named(said: str) -> bool:
    """Whether a name and its address come first."""
    return NAMED.match(said) is not None


def is_attribution(line: Attribution) -> bool:
    if not (line.has_date or (line.is_marked and line.has_colon)):
        return False  # without one of them none of the rest holds, and most lines have neither
    if line.is_wrapped and not (line.has_address or line.is_marked):
        return False
    if _wrote_at_the_end(line):
        return _is_signed(line) and not _is_about_oneself(line)
    return line.has_colon and _is_dated(line)


def _wrote_at_the_end(line: Attribution) -> bool:
    """The word for writing comes last; where a verb comes before the name, then a colon does."""
    words = vocabulary()
    if words.wrote_last.search(line.tail):
        return True
    return line.has_colon and bool(words.wrote_before_name.search(line.said))


def _is_signed(line: Attribution) -> bool:
    """Whether it tells enough of who and when to be no sentence of their own."""
    if line.is_marked and line.has_colon and len(line.said) <= LONGEST_UNDATED:
        return True
    if not line.has_date:
        return False
    if line.has_address or begins(line.said.lstrip(ENDS)):
        return True
    is_short = line.is_marked and len(line.said) <= LONGEST_NAME_FIRST
    return is_short and vocabulary().wrote_after_name.search(line.tail) is not None


def _is_about_oneself(line: Attribution) -> bool:
    """Whether they tell a story: after "On 5 January I wrote:" the words are theirs."""
    return not line.has_address and bool(vocabulary().self_wrote.search(line.said))


def _is_dated(line: Attribution) -> bool:
    """Some programs name date and address only, or put the date last: "Amara wrote on Monday:"."""
    if is_named(line.said) and (line.is_marked or _wrote_before_a_date(line)):
        return True
    if not begins(line.said):
        return False
    if line.is_marked:
        return line.has_time or line.has_address
    address = ADDRESS_LAST.search(line.said.rstrip(" -\u2013\u2014=_~").removesuffix(":"))
    return line.has_time and address is not None


def _wrote_before_a_date(line: Attribution) -> bool:
    return line.has_time and vocabulary().wrote.search(line.said) is not None
