"""What a customer asks the exchange to do, by one button: of a card, or before a word was said."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pharos.channels.widget import slow
from pharos.channels.widget.asgi_http import known_language, text_of
from pharos.channels.widget.customer_entry import instant
from pharos.channels.widget.thread_request import NO_STORE, ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL
from pharos.diagnosis.acting.actions.ask_as_customer import ask_as_customer
from pharos.diagnosis.acting.asking import Wanted
from pharos.diagnosis.acting.queries import job_of
from pharos.diagnosis.acting.rounds import carry_out
from pharos.exchange.connections import connection_of
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.tokens.errors import SignInAgain
from pharos.people.tokens.session import SessionClaims
from pharos.reception.admit import admit
from pharos.reception.inbound import LONGEST_TOKEN, Inbound

LOCK = "SELF_LOCK"
FIRST_WORDS = _("Lock my account now.")
SAID = ("party", "party_name", "held_at", "exchange_name")


async def ask(request: ThreadRequest) -> None:
    """Ask for it, and say how far it is. Pressing again gives back the first."""
    fields = await request.fields()
    position, said = fields.get("position", 0), fields.get("said", {})
    if not (isinstance(position, int) and position >= 0 and isinstance(said, dict)):
        raise Invalid(_("This request cannot be read."), code="position_invalid")
    wanted = Wanted(
        kind=text_of(fields, "kind"),
        client_token=text_of(fields, "client_token", longest=LONGEST_TOKEN),
        said={name: text for name in SAID if (text := text_of(said, name).strip())},
    )
    topic = text_of(fields, "topic")
    work = partial(_asked, request.claims, request.thread, wanted, position, topic)
    await request.answer(200, await slow.in_thread(work), NO_STORE)


def _asked(
    claims: SessionClaims, thread: str, wanted: Wanted, position: int, topic: str
) -> dict[str, Any]:
    actor = claims.actor()
    if topic:
        _begin(claims, thread, wanted, topic)
    job = ask_as_customer(
        actor=actor, external_id=thread, channel=CHANNEL, wanted=wanted, position=position
    )
    system = Actor.system(claims.brand_id)
    carry_out(system, job.pk)
    with reading(system):
        job = job_of(job.pk)
    return {
        "case": job.case.number,
        "kind": job.kind,
        "subject": job.subject,
        "state": job.state,
        "at": instant(job.changed_at),
    }


def _begin(claims: SessionClaims, thread: str, wanted: Wanted, topic: str) -> None:
    """Open the conversation that an account is locked in, if it is not there yet.

    Refused to whoever has not signed in, and where nothing would come of it (`job_off`).
    """
    actor = claims.actor()
    if not actor.is_signed_in:
        raise SignInAgain
    with reading(actor):
        connection = connection_of(claims.brand_id)
    if wanted.kind != LOCK or connection is None or LOCK not in connection.job_kinds:
        raise Conflict(_("The exchange is not asked for this here."), code="job_off")
    with override(known_language(claims.language or "en")):
        words = str(FIRST_WORDS)
    inbound = Inbound(
        channel=CHANNEL,
        external_id=thread,
        client_token=wanted.client_token,
        text=words,
        reason=topic,
        language=claims.language or "en",
        timezone=claims.timezone,
        surface=claims.surface,
    )
    admit(actor=actor, inbound=inbound)


DOORS: ThreadDoors = {("POST", "steps"): ask}
