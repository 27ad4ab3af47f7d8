"""What senders who are not signed in may send from a page, counted together with the widget's."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.kernel.errors import TooMany
from pharos.people.actions.take_permits import Permit, take_permits
from pharos.people.actor import Actor
from pharos.safety.challenge import (
    AltchaChallenge,
    Challenge,
    ChallengeAsked,
    NoChallenge,
)
from pharos.web.portal.visitor import Visitor

MINUTE: Final = 60
HOUR: Final = 3600
# A mailbox is written to so often for a code, and so many codes are tried for it.
CODES_TO_ADDRESS: Final = 5
CODES_FROM_NETWORK: Final = 30
TRIES_FROM_NETWORK: Final = 60
# Whoever guesses codes of mails needs centuries at this rate.
LOOKS_FROM_NETWORK: Final = 30


def admit_message(visitor: Visitor) -> None:
    """Let one message pass, or refuse it with `too_many`. Whoever is signed in always passes."""
    if visitor.is_signed_in or visitor.claims is None:
        return
    limits = profile_of(visitor.brand).limits
    _take(
        visitor.brand,
        Permit(what="m", whom=_handle(visitor), most=limits.messages_per_handle, span=MINUTE),
        Permit(what="m", whom=f"n{visitor.network}", most=limits.messages_per_network, span=MINUTE),
        Permit(what="m", whom="", most=limits.messages_per_brand, span=MINUTE),
    )


def admit_conversation(visitor: Visitor, proof: str) -> None:
    """Let a visitor begin a conversation; in a flood their browser solves a puzzle first.

    Refused: `challenge_required` with the puzzle, and `too_many`. Whoever is signed in passes.
    """
    if visitor.is_signed_in:
        return
    limits = profile_of(visitor.brand).limits
    network = f"n{visitor.network}"
    wait = _asked(
        visitor.brand,
        Permit(what="c?", whom=network, most=limits.challenge_per_network, span=HOUR),
        Permit(what="c?", whom="", most=limits.challenge_per_brand, span=HOUR),
    )
    if wait:
        _prove(visitor, proof, wait)
    _take(
        visitor.brand,
        Permit(what="c", whom=_handle(visitor), most=limits.conversations_per_handle, span=HOUR),
        Permit(what="c", whom=network, most=limits.conversations_per_network, span=HOUR),
        Permit(what="c", whom="", most=limits.conversations_per_brand, span=HOUR),
    )


def admit_session(visitor: Visitor) -> None:
    """Let a browser that we do not know become a visitor."""
    if visitor.claims is not None:
        return
    most = profile_of(visitor.brand).limits.sessions_per_network
    _take(visitor.brand, Permit(what="s", whom=f"n{visitor.network}", most=most, span=MINUTE))


def admit_code(visitor: Visitor, address: str) -> None:
    """Let somebody have a code mailed. The same for every address, known to us or not."""
    _take(
        visitor.brand,
        Permit(what="mc", whom=f"a{address}", most=CODES_TO_ADDRESS, span=HOUR),
        Permit(what="mc", whom=f"n{visitor.network}", most=CODES_FROM_NETWORK, span=HOUR),
    )


def admit_try(visitor: Visitor) -> None:
    """Let somebody try a code that was mailed."""
    permit = Permit(what="mt", whom=f"n{visitor.network}", most=TRIES_FROM_NETWORK, span=HOUR)
    _take(visitor.brand, permit)


def admit_look(visitor: Visitor) -> None:
    """Let somebody ask whether a mail is ours."""
    permit = Permit(what="ml", whom=f"n{visitor.network}", most=LOOKS_FROM_NETWORK, span=HOUR)
    _take(visitor.brand, permit)


def _prove(visitor: Visitor, proof: str, wait: float) -> None:
    challenge, asker = _challenge(), f"{visitor.brand.pk} {visitor.network}"
    solved = challenge.solved_by(asker, proof) if proof else None
    if solved is not None:
        once = Permit(what="p", whom=solved, most=1, span=HOUR)
        if not _asked(visitor.brand, once):
            return
    puzzle = challenge.set_for(asker)
    if puzzle is not None:
        raise ChallengeAsked(puzzle)
    raise _later(wait)


def _challenge() -> Challenge:
    return NoChallenge() if settings.CHALLENGE == "none" else AltchaChallenge(settings.SECRET_KEY)


def _handle(visitor: Visitor) -> str:
    return "" if visitor.claims is None else f"h{visitor.claims.customer_id}"


def _take(brand: Brand, *permits: Permit) -> None:
    if wait := _asked(brand, *permits):
        raise _later(wait)


def _asked(brand: Brand, *permits: Permit) -> float:
    return take_permits(actor=Actor.system(brand.pk), permits=permits)


def _later(wait: float) -> TooMany:
    return TooMany(_("That was a lot at once. Please try again in a few minutes."), after=wait)
