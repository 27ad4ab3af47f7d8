"""The words of a case: what may be kept of them, and how lists repeat them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid
from pharos.safety.advice import names_of
from pharos.safety.screening import screen

LONGEST = 10_000

SUBJECT_LENGTH = 140
# What stands in a list where the words were erased.
ERASED = "…"


def shortened(text: str) -> str:
    """Return one line of at most 140 characters (`reception_shortened` does the same in SQL)."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The words that may be kept, and which kinds of secrets were taken out of them."""

    text: str
    removed: tuple[str, ...]

    @property
    def payload(self) -> dict[str, object] | None:
        return {"removed": list(self.removed)} if self.removed else None


def spoken(body: str | None, attachments: list[dict[str, Any]] | None) -> str:
    """Return the words of an entry for lists: what was said, or what its files are called."""
    return body or ", ".join(file["name"] for file in attachments or ())


def screened(text: str, *, with_files: bool = False) -> Screened:
    """Return what may be written down of `text`. Nothing of a secret goes any further.

    Refused: no text at all (`text_empty`) unless it goes with files, or more than 10,000
    characters (`text_too_long`).
    """
    plain = text.replace("\x00", "").strip()
    if not plain and not with_files:
        raise Invalid(_("There is nothing to send."), code="text_empty")
    if len(plain) > LONGEST:
        raise Invalid(
            _("This is longer than 10,000 characters. Send it in parts."), code="text_too_long"
        )
    found = screen(plain)
    return Screened(text=found.text, removed=tuple(str(kind) for kind in found.kinds))


def clean(text: str, *, with_files: bool = False) -> str:
    """Return what a member of staff may send or note. Refused besides: a secret (`secret_found`).

    Nothing is taken out silently: who pasted it must know, and look again.
    """
    words = screened(text, with_files=with_files)
    if words.removed:
        raise Invalid(
            gettext("This contains %(what)s. Take it out, then send again.")
            % {"what": names_of(words.removed)},
            code="secret_found",
        )
    return words.text
