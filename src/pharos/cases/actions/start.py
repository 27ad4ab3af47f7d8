from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import profile_of
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import assigned, entry_of, move_case
from pharos.cases.models import Case, Conversation
from pharos.cases.opening import Opening, open_case, open_conversation, told_opening
from pharos.cases.states import CaseState, ChatState
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.errors import Busy, Forbidden, Invalid, NotFound
from pharos.kernel.reasons import REASONS
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Team
from pharos.people.queries import team_for, team_ids_of_staff

CHANNEL = "widget"
# Names the thread after who writes and their token, so that sending again finds it.
THREADS = UUID("5b0f3c34-6a3c-4a57-9d8e-6f0b6f2f6e11")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """What an agent writes to a customer unasked, and about what."""

    customer: str
    reason: str
    body: str
    client_token: str


@action
def start_conversation(*, actor: Actor, words: FirstWords) -> Case:
    """Write to a customer unasked: a new case of the agent's, which waits for the customer.

    The message stands in a conversation of the widget and is there when the customer comes back.
    The same `client_token` again returns the first case. Refused to all who do not answer, for a
    customer of another brand (not found), and for a reason that is not in the tree.
    """
    customer = _customer(actor, words.customer)
    thread = str(uuid5(THREADS, f"{actor.id}:{words.client_token}"))
    begun = Conversation.objects.filter(
        brand_id=customer.brand_id, channel=CHANNEL, external_id=thread
    )
    if first := begun.select_related("case").first():
        return first.case
    if words.reason not in REASONS:
        raise Invalid(_("Choose one of the reasons."), code="reason_unknown")

    text = clean(words.body)
    opening = _opening(actor, customer, words.reason, thread, text)
    case = open_case(opening)
    conversation = open_conversation(case, opening)
    moved = move_case(case, actor, CaseState.IN_PROGRESS, CaseState.WAITING_CUSTOMER)
    conversation.move_to(ChatState.ACTIVE)
    conversation.save(update_fields=["state"])
    case.assignee_id = actor.id
    case.waiting_since = None
    case.contacts = 0
    case.touches = 1
    case.first_answered_at = opening.at
    case.last_author = "staff"
    case.save()

    chat = {"chat": [ChatState.OPENED.value, ChatState.ACTIVE.value]}
    append(
        told_opening(case, conversation, contacts=0),
        assigned(case, actor),
        entry_of(case, actor, "state", conversation=conversation, payload=dict(chat)),
        NewEntry(
            brand_id=case.brand_id,
            case_id=case.pk,
            conversation_id=conversation.pk,
            kind="message",
            author=actor,
            visibility="customer",
            body=text,
            client_token=words.client_token,
            at=opening.at,
        ),
        *moved,
    )
    return case


def _customer(actor: Actor, public_id: str) -> Customer:
    """Return the customer locked until commit, as whoever opens a case holds them."""
    if not actor.may_reply:
        raise Forbidden(_("Writing to customers is for agents."), code="read_only")
    try:
        name = UUID(public_id)
    except ValueError as error:
        raise NotFound(_("There is no such customer.")) from error
    held = Customer.objects.select_related("brand").select_for_update(no_key=True, of=("self",))
    customer = held.filter(public_id=name, brand_id__in=actor.brands).first()
    if customer is None:
        raise NotFound(_("There is no such customer."))
    return customer


def _opening(actor: Actor, customer: Customer, reason: str, thread: str, text: str) -> Opening:
    language = customer.language or "en"
    own = Team.objects.filter(pk__in=team_ids_of_staff(actor.id or 0), brand_id=customer.brand_id)
    team = own.first() or team_for(brand_id=customer.brand_id, language=language)
    if team is None:
        raise Busy(_("Nobody is set up to answer here yet."), code="no_team")
    topic = profile_of(customer.brand).topic(reason)
    return Opening(
        customer=customer,
        team=team,
        channel=CHANNEL,
        external_id=thread,
        surface="",
        reason=reason,
        language=language,
        timezone=customer.timezone,
        assurance=0,
        assurance_required=topic.assurance if topic else 0,
        text=text,
        at=now(),
    )
