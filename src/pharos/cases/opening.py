"""How a case and its conversations begin, inside the transaction of whoever takes something in."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from pharos.cases.ledger.append import NewEntry, append, open_chain, open_conversation_chain
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.priority import head_start, is_worse
from pharos.cases.states import SETTLED
from pharos.cases.words import shortened
from pharos.files.models import StoredFile
from pharos.kernel.ids import new_case_number
from pharos.people.actor import Actor
from pharos.people.models import Customer, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is known when a customer first writes in a thread."""

    customer: Customer
    team: Team
    channel: str
    external_id: str
    surface: str
    reason: str
    language: str
    timezone: str
    assurance: int
    assurance_required: int
    text: str
    at: datetime
    subject: str = ""
    # What its words make it look like, until a person says what it is about.
    predicted: str = ""
    # What they say is at stake (cases/priority.py).
    impact: str = ""


def open_case(opening: Opening) -> Case:
    """Insert a new case with its chain. It is owned by the team from the first moment."""
    case = Case.objects.create(
        brand_id=opening.customer.brand_id,
        number=new_case_number(),
        customer=opening.customer,
        team=opening.team,
        reason_initial=opening.reason,
        reason_predicted=opening.predicted,
        language=opening.language,
        subject=shortened(opening.subject or opening.text),
        last_words=shortened(opening.text),
        waiting_since=opening.at,
        opened_at=opening.at,
        moved_at=opening.at,
        assurance=opening.assurance,
        assurance_required=opening.assurance_required,
        impact=opening.impact,
        head_start=head_start(opening.impact, opening.reason),
    )
    open_chain(case.pk)
    return case


def open_conversation(case: Case, opening: Opening) -> Conversation:
    """Insert the thread in its case, with the chain that its customer can check."""
    conversation = Conversation.objects.create(
        brand_id=case.brand_id,
        case=case,
        customer=opening.customer,
        channel=opening.channel,
        external_id=opening.external_id,
        surface=opening.surface,
        language=opening.language,
        timezone=opening.timezone,
        assurance=opening.assurance,
        opened_at=opening.at,
    )
    open_conversation_chain(conversation.pk)
    return conversation


def told_opening(case: Case, conversation: Conversation, **more: object) -> NewEntry:
    """What was known at the beginning, so that the case's row can be told again from its past."""
    known: dict[str, object] = {
        "team": case.team_id,
        "customer": case.customer_id,
        "reason": case.reason_initial,
        "language": case.language,
        "assurance": case.assurance,
        "assurance_required": case.assurance_required,
        "channel": conversation.channel,
        "surface": conversation.surface,
    }
    if case.reason_predicted:
        known["predicted"] = case.reason_predicted
    if case.impact:
        known["impact"] = case.impact
    system = Actor.system(case.brand_id)
    return entry_of(case, system, "opened", conversation=conversation, payload=known | more)


def open_case_about(customer_ids: Sequence[int], reason: str) -> Case | None:
    """Return their open case with the same initial reason, the newest, if there is one."""
    return (
        Case.objects.filter(customer_id__in=customer_ids, reason_initial=reason)
        .exclude(state__in=[state.value for state in SETTLED])
        .order_by("-opened_at")
        .first()
    )


def open_case_naming(customer_ids: Sequence[int], names: Sequence[str]) -> Case | None:
    """Return their open case in which they named one of these already, the newest, if there is one.

    In words or in a file.
    A transaction, an address or an order is the same thing whatever is said of it.
    """
    if not names:
        return None
    cases = Case.objects.filter(customer_id__in=customer_ids).exclude(
        state__in=[state.value for state in SETTLED]
    )
    named, shown = Q(), Q()
    for name in names:
        named |= Q(body__icontains=name)
        shown |= Q(references__contains=[{"value": name}])
    said = Entry.objects.filter(named, case_id=OuterRef("pk"), kind="message")
    files = StoredFile.objects.filter(shown, case_id=OuterRef("pk"), entry_seq__isnull=False)
    theirs = Q(Exists(said.filter(author_kind="customer"))) | Q(
        Exists(files.filter(owner_kind="customer", state="ready"))
    )
    return cases.filter(theirs).order_by("-opened_at").first()


def state_impact(case: Case, impact: str) -> None:
    """Write down that more is at stake than its customer said before. The caller holds the case.

    Less, or the same again, changes nothing, and no more does anything once staff have judged it.
    """
    if case.impact_is_judged or not is_worse(impact, case.impact):
        return
    told: dict[str, object] = {"from": case.impact, "to": impact}
    case.impact = impact
    case.weigh()
    case.save(update_fields=["impact", "head_start"])
    append(entry_of(case, Actor.system(case.brand_id), "impact", payload=told))


def count_repeat(case: Case, conversation: Conversation) -> None:
    """Write down that its customer came again about the same thing, by another thread.

    Taking the thread out again is splitting (`cases.actions.split`). The caller holds the case.
    """
    case.contacts += 1
    case.save(update_fields=["contacts"])
    system = Actor.system(case.brand_id)
    payload: dict[str, object] = {"channel": conversation.channel}
    append(entry_of(case, system, "repeat", conversation=conversation, payload=payload))
