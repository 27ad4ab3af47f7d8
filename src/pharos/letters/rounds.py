"""The worker's part: letters go out, by whatever the caller posts them with."""

from __future__ import annotations

import logging

from django.db import transaction

from pharos.kernel.scope import BrandHolder
from pharos.letters.actions.record_letter import record_letter_sent, record_letter_trouble
from pharos.letters.actions.take_letters import take_letters
from pharos.letters.models import Letter
from pharos.letters.port import LetterRefused, Post

log = logging.getLogger(__name__)

__all__ = ["LetterRefused", "Post", "send_letters"]


def send_letters(actor: BrandHolder, post: Post) -> int:
    """Post what is due, and return how many letters there were. Safe in several workers.

    `post` hands one letter over, outside any transaction and with `letter.brand` at hand, or raises
    `LetterRefused`. Whoever is killed between posting and writing that down posts the same `token`
    once more, so name the mail after it.
    """
    assert not transaction.get_connection().in_atomic_block, "mail servers may be slow"
    taken = take_letters(actor=actor)
    for letter in taken:
        _send(actor, letter, post)
    return len(taken)


def _send(actor: BrandHolder, letter: Letter, post: Post) -> None:
    try:
        post(letter)
    except LetterRefused as refused:
        record_letter_trouble(actor=actor, letter_id=letter.pk, refused=refused)
    except Exception as error:
        # A mistake of ours in one letter must not stop the others; it is tried again.
        log.exception("a letter was not sent", extra={"letter": letter.pk})
        ours = LetterRefused("our_fault", type(error).__name__)
        record_letter_trouble(actor=actor, letter_id=letter.pk, refused=ours)
    else:
        record_letter_sent(actor=actor, letter_id=letter.pk)
