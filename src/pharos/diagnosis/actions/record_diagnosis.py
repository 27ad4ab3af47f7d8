from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of, move_case, move_chats
from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.promising import ANSWERS
from pharos.cases.queries import conversation_to_answer_on, conversations_of
from pharos.cases.states import CaseState, ChatState
from pharos.cases.words import shortened
from pharos.clocks.running import stop_clocks
from pharos.diagnosis.cards import card_of, text_of
from pharos.diagnosis.composing import Diagnosis, rules
from pharos.diagnosis.consult import Asked
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.looks import tell_of_canary
from pharos.diagnosis.models import DiagnosisRequest
from pharos.diagnosis.stored import (
    digest_of_stored,
    inputs_stored,
    written_fact,
    written_finding,
    written_refusal,
)
from pharos.diagnosis.watching import keep_watch
from pharos.exchange.connections import connection_of
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

SOON = timedelta(seconds=20)
FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look found, what it asked, for whom."""

    diagnosis: Diagnosis
    asked: tuple[Asked, ...]
    purpose: str
    by: Actor
    is_canary: bool = False


@action
def record_diagnosis(*, actor: Actor, request_id: int, seen: Seen) -> bool:
    """Write down what was found, tell the customer if it answers them, and keep watch.

    The request goes in the same transaction: recording it again does nothing (False). The
    customer is told whenever they ask and nobody has taken the case, and by watchers; what staff
    looked up is theirs to tell. Watchers tell what differs from what was heard last, or what was
    promised by now. A case that nobody has taken then leaves the queue: it waits for the chain, or
    for its customer.
    """
    request = DiagnosisRequest.objects.filter(pk=request_id).first()
    if request is None:
        return False
    case = locked(Case.objects.get(pk=request.case_id))
    if not DiagnosisRequest.objects.select_for_update().filter(pk=request_id).exists():
        return False

    entries = [_look(case, seen), _found(case, actor, seen)]
    answer = seen.diagnosis.answer
    if answer is not None and _is_to_be_told(case, request, answer):
        entries += _told(case, answer, seen.diagnosis.reason)
    written = append(*entries)
    if seen.is_canary and seen.by.is_staff:
        tell_of_canary(case, seen.by, of=written[0])
    keep_watch(case, request, seen.diagnosis)
    request.delete()
    return True


@action
def give_up(*, actor: Actor, request_id: int) -> bool:
    """Let go of a request that nobody can answer: the case is over, or there is no exchange.

    Where there will be one again the request waits five minutes.
    """
    row = DiagnosisRequest.objects.filter(pk=request_id, brand_id__in=actor.brands).first()
    if row is None:
        return False
    if Case.objects.get(pk=row.case_id).is_settled:
        row.delete()
        return True
    DiagnosisRequest.objects.filter(pk=row.pk).update(due_at=now() + FIVE_MINUTES, taken_until=None)
    return False


def _look(case: Case, seen: Seen) -> NewEntry:
    asked = [asdict(one) for one in seen.asked]
    return entry_of(case, seen.by, "access", payload={"purpose": seen.purpose, "asked": asked})


def _found(case: Case, actor: Actor, seen: Seen) -> NewEntry:
    found = seen.diagnosis
    facts = found.findings[-1].facts if found.findings else ()
    return entry_of(
        case,
        actor,
        "diagnosis",
        payload={
            "reason": found.reason,
            "given": inputs_stored(found.given),
            "inputs": inputs_stored(found.inputs),
            "findings": [written_finding(one) for one in found.findings],
            "facts": [written_fact(fact) for fact in facts],
            "refused": [written_refusal(one) for one in found.refusals],
            "answer": found.answer.diagnoser if found.answer else None,
        },
    )


def _is_to_be_told(case: Case, request: DiagnosisRequest, answer: Finding) -> bool:
    cause = request.cause
    if cause == DiagnosisRequest.Cause.AGENT:
        return False
    if cause == DiagnosisRequest.Cause.MESSAGE:
        # Whoever asks again is told again; somebody at work on it sees it beside the words.
        return case.assignee_id is None
    last = _last_told(case)
    if last is None or last.get("digest") != digest_of(answer):
        return True
    promised = last.get("next_at")
    return promised is not None and datetime.fromisoformat(promised) + SOON < now()


def _last_told(case: Case) -> dict[str, str] | None:
    told = Entry.objects.filter(case_id=case.pk, kind="finding").order_by("-seq").first()
    return told.payload if told is not None else None


def digest_of(finding: Finding) -> str:
    """What would be news, as `digest_of_stored` tells of a finding that is in the ledger."""
    return digest_of_stored(written_finding(finding))


def _told(case: Case, answer: Finding, reason: str) -> list[NewEntry]:
    """Say it to the customer, as what the program found; and let the case wait for what is next.

    Where a person has to look all the same it stays in its queue, and so it does where nothing more
    is to come and they were told the very same before: whoever asks again is not helped by that.
    """
    bot = Actor.bot(case.brand_id, name=case.brand.name)
    conversation = conversation_to_answer_on(case)
    text = text_of(answer, language=_language(case, conversation), timezone=_zone(conversation))
    connection = connection_of(case.brand_id)
    card = card_of(
        answer,
        language=_language(case, conversation),
        timezone=_zone(conversation),
        on=connection.job_kinds if connection else (),
    )
    case.last_words, case.last_author = shortened(text), "bot"
    case.moved_at = now()
    has_step = any(step.who == "staff" for step in answer.steps)
    last, digest = _last_told(case), digest_of(answer)
    is_known = not answer.watch and last is not None and last.get("digest") == digest
    needs_staff = has_step or is_known or rules().needs_person(reason, answer)
    moved = [] if case.assignee_id or needs_staff or not answer.is_certain else _rests(case, answer)
    case.save()
    told = entry_of(
        case,
        bot,
        "finding",
        conversation=conversation,
        visibility="customer",
        body=text,
        payload=card | {"digest": digest, "rests": bool(moved)},
    )
    return [told, *moved]


def _rests(case: Case, answer: Finding) -> list[NewEntry]:
    """Take the case out of the queue: there is nothing for a person to do until something moves."""
    system = Actor.system(case.brand_id)
    there = CaseState.WAITING_CHAIN if answer.watch else CaseState.WAITING_CUSTOMER
    if case.state not in (CaseState.QUEUED, CaseState.WAITING_CHAIN):
        return []
    case.waiting_since = None
    stop_clocks(case_id=case.pk, kinds=ANSWERS, at=now())
    moved = move_case(case, system, there)
    waiting = [one for one in conversations_of(case) if one.state == ChatState.QUEUED]
    return moved + move_chats(case, system, waiting, ChatState.ACTIVE)


def _language(case: Case, conversation: Conversation) -> str:
    return conversation.language or case.language


def _zone(conversation: Conversation) -> str:
    return conversation.timezone or "UTC"


__all__ = ["Seen", "give_up", "record_diagnosis"]
