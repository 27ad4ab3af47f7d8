"""What a customer reads on a channel that shows words and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.cases.case_links import case_link
from pharos.cases.models import Conversation, Entry
from pharos.channels.port import OutgoingFile
from pharos.diagnosis.words import language_code
from pharos.safety.advice import what_to_do

# Who is not to be named before what they say.
OURS: Final = frozenset({"system", "bot"})
# A mail names its author in its own way.
NAMED: Final = frozenset({"mail"})


def words_of(entry: Entry, conversation: Conversation, *, on: str = "") -> str:
    """Return what an entry says, in the customer's language; empty where it says nothing.

    What was erased says nothing any more. Who says it stands before it where the channel that it
    goes out `on` (else the conversation's own) does not show that (`NAMED`).
    """
    if entry.is_erased:
        return ""
    with override(language_code(conversation.language)):
        if entry.kind in WORDS:
            return WORDS[entry.kind](entry, conversation)
        return _said(entry, is_named=(on or conversation.channel) in NAMED)


def words_of_files(files: Sequence[OutgoingFile], conversation: Conversation) -> str:
    """Return where the files of an answer are, for channels that cannot take them along."""
    names = ", ".join(file.name for file in files)
    with override(language_code(conversation.language)):
        return _("Files to this: %(names)s. They are here: %(link)s") % {
            "names": names,
            "link": case_link(conversation),
        }


def is_guarded(conversation: Conversation, *, on: str = "") -> bool:
    """Tell whether nothing but where to talk in private (`leading`) may be said here.

    In public, and on channels whose published role is not to give support: the conversation's own,
    or the one that an answer follows it `on`.
    """
    kinds = {conversation.channel, on or conversation.channel}
    is_public = conversation.surface == "public"
    return is_public or not all(gives_support(conversation.brand, kind) for kind in kinds)


def gives_support(brand: Brand, kind: str) -> bool:
    """Tell whether a channel of this kind is published, if it is, as one that gives support."""
    roles = [channel.support_role for channel in profile_of(brand).channels_of(kind)]
    return not roles or "full" in roles


def _said(entry: Entry, *, is_named: bool) -> str:
    if is_named or entry.author_kind in OURS or not entry.author_name or not entry.body:
        return entry.body or ""
    return f"{entry.author_name}: {entry.body}"


def _resolution(entry: Entry, _conversation: Conversation) -> str:
    said = [entry.body or "", _("If this does not solve it, just answer here.")]
    return "\n\n".join(part for part in said if part)


def _verify(_entry: Entry, conversation: Conversation) -> str:
    return _("To go on we have to know that it is you. Please open this and sign in: %(link)s") % {
        "link": case_link(conversation)
    }


def _job(entry: Entry, _conversation: Conversation) -> str:
    return entry.body or "" if entry.author_kind == "bot" else ""


def _files(entry: Entry, _conversation: Conversation) -> str:
    kinds = (entry.payload or {}).get("kinds", ())
    return "\n\n".join([entry.body or "", *what_to_do(kinds)])


WORDS: Final[dict[str, Callable[[Entry, Conversation], str]]] = {
    "resolution": _resolution,
    "verify": _verify,
    "job": _job,
    "files": _files,
}
