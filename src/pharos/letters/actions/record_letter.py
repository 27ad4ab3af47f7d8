from __future__ import annotations

from datetime import timedelta

from pharos.kernel.action import action
from pharos.kernel.scope import BrandHolder
from pharos.kernel.time import now
from pharos.letters.models import Letter
from pharos.letters.port import LetterRefused

State = Letter.State
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
# After so long without success it is given up and shown to a person.
GIVEN_UP = timedelta(hours=72)
# So long we can say that we wrote to somebody.
KEPT = timedelta(days=30)


@action
def record_letter_sent(*, actor: BrandHolder, letter_id: int) -> None:
    """Write down that it has been handed over, and forget what it said. Repeats safely."""
    letter = _held(actor, letter_id)
    if letter is None or letter.state not in (State.QUEUED, State.SENDING):
        return
    letter.state, letter.sent_at = State.SENT, now()
    letter.code = letter.why = ""
    letter.forget_words()
    letter.save()


@action
def record_letter_trouble(*, actor: BrandHolder, letter_id: int, refused: LetterRefused) -> None:
    """Write down that it was not taken: it is tried again later, or given up and shown.

    Each pause is twice as long as the one before, up to an hour, unless whoever refused names one.
    After 72 hours, or where trying again is useless, it is given up.
    """
    letter = _held(actor, letter_id)
    if letter is None or letter.state not in (State.QUEUED, State.SENDING):
        return
    at = now()
    letter.code, letter.why = refused.code[:60], refused.why[:300]
    if refused.is_permanent or at - letter.queued_at >= GIVEN_UP:
        letter.state = State.FAILED
    else:
        pause = min(FIRST_PAUSE * 2 ** min(letter.tries - 1, 12), LONGEST_PAUSE)
        letter.state = State.QUEUED
        letter.due_at = at + (refused.after or pause)
    letter.save()


@action
def record_letter_returned(*, actor: BrandHolder, letter_id: int, code: str, why: str = "") -> bool:
    """Write down that it came back after it was handed over. Returns whether that is news.

    What was handed over has lost its words and cannot be tried again: whoever needs it asks anew.
    """
    letter = _held(actor, letter_id)
    if letter is None or letter.state == State.FAILED:
        return False
    letter.state, letter.code, letter.why = State.FAILED, code[:60], why[:300]
    letter.save()
    return True


@action
def send_letter_again(*, actor: BrandHolder, letter_id: int) -> None:
    """Try once more what was given up and still has its words. Repeats safely."""
    letter = _held(actor, letter_id)
    if letter is not None and letter.state == State.FAILED and not letter.is_blank:
        at = now()
        letter.state, letter.queued_at, letter.due_at, letter.tries = State.QUEUED, at, at, 0
        letter.save()


@action
def forget_letters(*, actor: BrandHolder) -> int:
    """Forget letters that are done with for 30 days, and return how many."""
    done = Letter.objects.filter(
        brand_id__in=actor.brands,
        state__in=(State.SENT, State.FAILED),
        written_at__lt=now() - KEPT,
    )
    return done.delete()[0]


def _held(actor: BrandHolder, letter_id: int) -> Letter | None:
    mine = Letter.objects.select_for_update(no_key=True).filter(brand_id__in=actor.brands)
    return mine.filter(pk=letter_id).first()
