"""Telling customers that two of their cases go on as one, and hearing that they should not."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings
from django.utils.translation import get_supported_language_variant, gettext_noop, override
from django.utils.translation import gettext as _

from pharos.cases.folds import parts_of
from pharos.cases.ledger.append import NewEntry
from pharos.cases.models import Case, Conversation, Entry
from pharos.people.actor import Actor

# What parts the two again, alone in the first line of an answer on any channel.
OTHERWISE: Final = gettext_noop("This is something else")


def told_together(case: Case, thread: Conversation, into: Case) -> NewEntry:
    """Say in this conversation that its case was put together with another, and how to object."""
    with override(_language(thread)):
        lines = [
            _(
                "We put your case %(case)s together with your open case %(into)s: both are about "
                "the same. Whoever works on it reads what you wrote, and what we promised stands."
            )
            % {"case": case.number, "into": into.number},
            _("Is it about something else? Then answer with these words: %(words)s")
            % {"words": _(OTHERWISE)},
        ]
    return _told(case, thread, "together", into, "\n".join(lines))


def told_apart(case: Case, thread: Conversation, out_of: Case) -> NewEntry:
    """Say in this conversation that its case goes on by itself again."""
    with override(_language(thread)):
        words = _(
            "Your case %(case)s goes on by itself again, apart from %(out_of)s. What we promised "
            "for it stands."
        ) % {"case": case.number, "out_of": out_of.number}
    return _told(case, thread, "apart", out_of, words)


def says_otherwise(message: Entry) -> bool:
    """Tell whether a customer's message begins with the words that object, in any language."""
    if message.author_kind != "customer" or (message.payload or {}).get("automatic"):
        return False
    body = message.body or ""
    written = [part.text for part in parts_of(body, message.payload) if not part.is_folded]
    lines = (line for line in "\n".join(written or [body]).splitlines() if line.strip())
    return _letters(next(lines, "")) in _ways_to_object()


def _told(case: Case, thread: Conversation, what: str, other: Case, words: str) -> NewEntry:
    return NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=thread.pk,
        kind="acknowledged",
        author=Actor.system(case.brand_id),
        visibility="customer",
        payload={"case": case.number, what: other.number},
        body=words,
        client_token=f"{what}:{other.number}",
    )


@cache
def _ways_to_object() -> frozenset[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(_letters(_(OTHERWISE)))
    return frozenset(found)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _language(thread: Conversation) -> str:
    try:
        return get_supported_language_variant((thread.language or "en").lower())
    except LookupError:
        return "en"
