"""What the widget asks for now and then. Each runs Django in a thread, with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.cases.access import conversation_to_read
from pharos.cases.actions.merge_people import join_visitor
from pharos.cases.actions.prove import raise_assurance
from pharos.cases.actions.read import mark_read
from pharos.cases.ledger.bundle import conversation_bundle
from pharos.cases.models import Conversation
from pharos.cases.queries import (
    conversations_of_customer,
    conversations_of_visitor,
    last_visible,
)
from pharos.cases.words import spoken
from pharos.channels.widget.customer_entry import AUTHORS, instant
from pharos.channels.widget.home import home_of
from pharos.channels.widget.threads import CHANNEL
from pharos.kernel.errors import Busy, Forbidden
from pharos.kernel.scope import reading
from pharos.people.actions.open_session import Opening, open_session
from pharos.people.actions.report_token import report_token_shown_again
from pharos.people.actor import Actor
from pharos.people.persons.queries import joinable_visitor
from pharos.people.tokens.errors import SignInAgain, TokenSpent
from pharos.people.tokens.session import SessionClaims
from pharos.reception.admit import admit
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.review import ReviewRequest, ask_for_review

T = TypeVar("T")

THREADS = 4
DEADLINE_SECONDS = 20.0
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="widget")
# A flood of visitors queues here, and nobody who has signed in waits behind it.
_visitors = ThreadPoolExecutor(THREADS, thread_name_prefix="visitors")


async def in_thread(
    work: Callable[[], T],
    *,
    pool: ThreadPoolExecutor | None = None,
    seconds: float = DEADLINE_SECONDS,
    anonymous: bool = False,
) -> T:
    """Run `work` where it may block. The database's absence reads as Busy: it can be repeated."""

    def run() -> T:
        close_old_connections()
        return work()

    lane = _visitors if anonymous else _pool
    try:
        return await asyncio.wait_for(
            asyncio.get_running_loop().run_in_executor(pool or lane, run), seconds
        )
    except (OperationalError, InterfaceError, TimeoutError) as error:
        raise Busy(_("Please try again in a moment.")) from error


def home(slug: str, language: str) -> dict[str, Any]:
    """Return what the widget's first screen shows."""
    return home_of(brand_by_slug(slug), language)


def check_origin(brand: Brand, origin: str) -> None:
    """Refuse pages that the brand has not named, so that a token from elsewhere opens nothing."""
    allowed = profile_of(brand).origins
    if origin and "*" not in allowed and origin not in allowed:
        raise Forbidden(_("This page may not use this widget."), code="origin_refused")


def open_browser_session(slug: str, opening: Opening, origin: str) -> dict[str, Any]:
    """Recognise the browser and its customer, and return their conversations."""
    brand = brand_by_slug(slug)
    check_origin(brand, origin)
    system = Actor.system(brand.pk)
    try:
        session = open_session(actor=system, brand=brand, opening=opening)
    except TokenSpent as alarm:
        report_token_shown_again(
            actor=system, brand_id=brand.pk, token_id=alarm.token_id, subject=alarm.subject
        )
        raise
    actor = session.claims.actor()
    if actor.assurance:
        raise_assurance(actor=actor, proved_by="customer token")
    with reading(actor):
        threads = conversations_of_customer(actor, channel=CHANNEL)
        shown = [_thread(thread) for thread in threads]
        joinable = _joinable(session.claims)
    return {
        "token": session.token,
        "expires_in": session.expires_in,
        "customer": {"assurance": actor.assurance, "name": actor.name},
        "conversations": shown,
        "joinable": joinable,
    }


def _joinable(claims: SessionClaims) -> dict[str, Any] | None:
    """What this browser said before it signed in, to ask whether that was the same person."""
    actor = claims.actor()
    visitor = joinable_visitor(actor, claims.device_id) if actor.is_signed_in else None
    if visitor is None:
        return None
    said = conversations_of_visitor(visitor)
    return {"count": len(said), "subject": said[0].case.subject} if said else None


def join(claims: SessionClaims) -> None:
    """Add what this browser said before it signed in to the account: its customer has said so."""
    actor = claims.actor()
    if not actor.is_signed_in:
        raise SignInAgain
    join_visitor(actor=actor, device_id=claims.device_id)
    raise_assurance(actor=actor, proved_by="customer token")


def _thread(thread: Conversation) -> dict[str, Any]:
    last = last_visible(thread)
    return {
        "id": thread.external_id,
        "case": thread.case.number,
        "state": thread.case.state,
        "topic": thread.case.reason_initial,
        "position": last.position if last else 0,
        "read": thread.read_position,
        "last": None
        if last is None
        else {
            "text": spoken(last.body, last.attachments),
            "author": AUTHORS[last.author_kind],
            "at": instant(last.created_at),
        },
    }


def open_thread(
    claims: SessionClaims, thread: str, fields: dict[str, str], files: tuple[str, ...] = ()
) -> Admitted:
    """Take in the first message of a thread, or any message by the slow way."""
    inbound = Inbound(
        channel=CHANNEL,
        external_id=thread,
        client_token=fields["client_token"],
        text=fields["text"],
        files=files,
        reason=fields["topic"],
        language=claims.language or "en",
        timezone=claims.timezone,
        surface=claims.surface,
        network=fields.get("network", ""),
    )
    return admit(actor=claims.actor(), inbound=inbound)


def read_up_to(claims: SessionClaims, thread: str, position: int) -> None:
    mark_read(actor=claims.actor(), external_id=thread, channel=CHANNEL, position=position)


def transcript(claims: SessionClaims, thread: str) -> dict[str, Any]:
    """Return the conversation as a document that proves itself (`pharos verify`)."""
    actor = claims.actor()
    with reading(actor):
        conversation = conversation_to_read(actor, thread, channel=CHANNEL)
        return conversation_bundle(conversation)


def review(claims: SessionClaims, thread: str, fields: dict[str, str]) -> dict[str, Any]:
    """Ask that somebody else looks at the case."""
    request = ReviewRequest(
        channel=CHANNEL,
        external_id=thread,
        client_token=fields["client_token"] or str(uuid4()),
        text=fields["text"],
    )
    written = ask_for_review(actor=claims.actor(), request=request)
    return {"position": written.position, "at": instant(written.at)}
