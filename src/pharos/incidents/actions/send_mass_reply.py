"""The worker's steps of a mass reply, each a transaction of its own: killed, it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from pharos.cases.access import case_to_answer
from pharos.cases.answering import Answer, write_answer
from pharos.cases.merging import survivor
from pharos.cases.models import Conversation
from pharos.cases.queries import conversation_to_answer_on
from pharos.incidents.access import mass_reply_to_stop
from pharos.incidents.models import MassReply, Recipient
from pharos.incidents.texts import written_for
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.time import now
from pharos.people.actor import Actor

# However many workers there are, a mass reply moves on by one part in this time.
EVERY = timedelta(seconds=1)
AT_ONCE = 5
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A mass reply of which the next part may be sent now, by whoever was told so."""

    id: int
    brand_id: int


@action
def take_mass_replies(*, actor: Actor) -> list[Due]:
    """Take what is due, and say when the next part of each is: nobody else takes it before."""
    at = now()
    due = MassReply.objects.filter(
        brand_id__in=actor.brands, next_at__lte=at, done_at=None, stopped_at=None
    )
    taken = list(due.select_for_update(skip_locked=True, no_key=True).order_by("next_at")[:AT_ONCE])
    MassReply.objects.filter(pk__in=[each.pk for each in taken]).update(next_at=at + EVERY)
    return [Due(id=each.pk, brand_id=each.brand_id) for each in taken]


@action
def send_to_recipient(*, actor: Actor, recipient_id: int) -> bool:
    """Write to one of many, in their case, and cross them off, in one transaction.

    False if they have been written to, or if it was stopped. Refused like any reply of the actor.
    The case is locked, then the recipient.
    """
    recipient = (
        Recipient.objects.select_related("case", "mass_reply__incident")
        .filter(pk=recipient_id, brand_id__in=actor.brands)
        .get()
    )
    case = case_to_answer(actor, survivor(recipient.case).number)
    held = Recipient.objects.select_for_update(no_key=True, of=("self",)).get(pk=recipient.pk)
    mass_reply = MassReply.objects.select_related("incident").get(pk=held.mass_reply_id)
    if held.state != Recipient.State.WAITING or not mass_reply.is_under_way:
        return False

    conversation: Conversation = conversation_to_answer_on(case)
    body = written_for(
        mass_reply.texts,
        case,
        mass_reply.incident,
        sender_name=actor.name,
        conversation_id=conversation.pk,
    )
    answer = Answer(body=body, client_token=f"mass-{mass_reply.client_token}")
    written = write_answer(case, actor, conversation, answer)
    held.state, held.sent_at = Recipient.State.SENT, written.at
    held.sent_case, held.sent_seq = case, written.seq
    held.save()
    return True


@action
def pass_over(*, actor: Actor, recipient_id: int, why: str) -> None:
    """Write to this one no more, and keep the code of what stood in the way."""
    Recipient.objects.filter(
        pk=recipient_id, brand_id__in=actor.brands, state=Recipient.State.WAITING
    ).update(state=Recipient.State.REFUSED, refusal=why[:60])


@action
def note_failure(*, actor: Actor, recipient_id: int) -> None:
    """Let the others go first. After five failures it is passed over."""
    waiting = Recipient.objects.filter(
        pk=recipient_id, brand_id__in=actor.brands, state=Recipient.State.WAITING
    )
    waiting.update(attempts=F("attempts") + 1)
    waiting.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Recipient.State.REFUSED, refusal="failed"
    )


@action
def finish_mass_reply(*, actor: Actor, mass_reply_id: int) -> bool:
    """Say that it is done, once nobody waits."""
    row = (
        MassReply.objects.select_for_update(no_key=True)
        .filter(pk=mass_reply_id, brand_id__in=actor.brands, done_at=None)
        .first()
    )
    if row is None or row.recipients.filter(state=Recipient.State.WAITING).exists():
        return False
    row.done_at = now()
    row.save(update_fields=["done_at"])
    return True


@action
def stop_mass_reply(*, actor: Actor, mass_reply_id: int) -> MassReply:
    """Write to nobody else. What was sent stays sent; stopping again does nothing."""
    row = mass_reply_to_stop(actor, mass_reply_id)
    if not row.is_under_way:
        return row
    row.stopped_at = now()
    row.save(update_fields=["stopped_at"])
    record(actor, "mass_reply.stopped", row.incident, brand_id=row.brand_id, subject_id=row.pk)
    return row
