"""What an answer by mail refers to, so that the reader's program shows one thread."""

# lint: allow objects (reads over the room below, inside the brand's scope)
from __future__ import annotations

from typing import Final

from pharos.cases.models import Conversation, Delivery, Entry

MOST: Final = 10


def references_of(conversation: Conversation) -> tuple[str, ...]:
    """Return the Message-IDs of the thread, the one that is answered last; none but of mail.

    Runs inside the brand's scope.
    """
    if conversation.channel != "mail":
        return ()
    theirs = Entry.objects.filter(
        case_id=conversation.case_id,
        conversation_id=conversation.pk,
        author_kind="customer",
        kind="message",
    ).order_by("-seq")
    ours = Delivery.objects.filter(conversation=conversation).exclude(items=[]).order_by("-seq")
    named = [
        (entry.seq, str(told["id"]))
        for entry in theirs[:MOST]
        if (told := (entry.payload or {}).get("mail"))
    ]
    answered = named[:1]
    named += [(sent.seq, str(item)) for sent in ours[:MOST] for item in sent.items]
    rest = sorted(each for each in named if each not in answered)
    return tuple(dict.fromkeys(name for _seq, name in [*rest, *answered]))[-MOST:]
