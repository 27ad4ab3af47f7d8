from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import assigned, entry_of, move_case
from pharos.cases.merging import copied
from pharos.cases.models import Case, CaseLink, Entry
from pharos.cases.opening import Opening, open_case, open_conversation, told_opening
from pharos.cases.promising import promise
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import CaseState
from pharos.cases.threads.queries import name_beside
from pharos.cases.words import ERASED, shortened, spoken
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def split_case(*, actor: Actor, number: str, seqs: Sequence[int]) -> Case:
    """Begin another case of the same customer with messages of this one, and return it.

    Nothing leaves the old ledger: the new case quotes the messages for staff, with where they
    stand, and the two are linked. It belongs to the actor and has a conversation of its own for
    the answer; if one of the messages still waits for an answer, so does the new case. Refused:
    anything but words of this conversation (`nothing_to_split`). Splitting again makes another.
    """
    case = case_to_change(actor, number)
    messages = Entry.objects.filter(case_id=case.pk, kind="message", position__isnull=False)
    chosen = list(messages.filter(seq__in=list(seqs)).order_by("seq"))
    if not chosen or len(chosen) != len(set(seqs)) or any(e.is_erased for e in chosen):
        raise Invalid(_("Choose messages of this case."), code="nothing_to_split")

    at = now()
    thread = conversation_to_answer_on(case)
    opening = Opening(
        customer=case.customer,
        team=case.team,
        channel=thread.channel,
        external_id=name_beside(thread),
        surface=thread.surface,
        reason=case.reason_final or case.reason_initial,
        language=case.language,
        timezone=thread.timezone,
        assurance=case.assurance,
        assurance_required=case.assurance_required,
        text=spoken(chosen[0].body, chosen[0].attachments),
        at=at,
        impact=case.impact,
    )
    new = open_case(opening)
    conversation = open_conversation(new, opening)
    unanswered = [e.created_at for e in chosen if _waits(case, e)]
    new.waiting_since = min(unanswered, default=None)
    new.impact_is_judged = case.impact_is_judged
    new.weigh()
    new.assignee_id = actor.id
    new.last_words = shortened(spoken(chosen[-1].body, chosen[-1].attachments)) or ERASED
    new.last_author = chosen[-1].author_kind
    moved = move_case(new, actor, CaseState.IN_PROGRESS)
    new.save()
    if new.waiting_since is not None:
        promise(new, "next_response", at=new.waiting_since)
    case.moved_at = at
    case.save(update_fields=["moved_at"])
    CaseLink.objects.create(
        brand_id=case.brand_id, case=new, other=case, kind="split", created_at=at
    )

    waiting = new.waiting_since and new.waiting_since.isoformat()
    append(
        told_opening(new, conversation, waiting_since=waiting),
        entry_of(new, actor, "split", payload={"from": case.number}),
        *(copied(new, case, message, "quote", actor) for message in chosen),
        assigned(new, actor),
        *moved,
        entry_of(
            case,
            actor,
            "split",
            payload={"into": new.number, "seqs": [message.seq for message in chosen]},
        ),
    )
    return new


def _waits(case: Case, message: Entry) -> bool:
    is_theirs = message.author_kind == "customer"
    return is_theirs and case.waiting_since is not None and message.created_at >= case.waiting_since
