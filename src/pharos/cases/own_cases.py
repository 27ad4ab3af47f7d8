"""What customers read of their own cases, over all channels. All run inside a scope."""

# lint: allow objects (what customers' pages ask, inside their scope)
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet

from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.states import SETTLED
from pharos.clocks.queries import next_due
from pharos.people.actor import Actor
from pharos.people.persons.queries import ids_of_person

MOST_CASES = 100
MOST_ENTRIES = 500


def own_cases(actor: Actor, *, limit: int = MOST_CASES) -> list[Case]:
    """Return the cases in which a customer has talked, the open ones first, the latest first.

    Each has their own conversations at hand (`mine`).
    """
    mine = _own(actor)
    settled = [state.value for state in SETTLED]
    return list(
        Case.objects.filter(pk__in=mine.values("case"), brand_id__in=actor.brands)
        .select_related("team", "merged_into")
        .prefetch_related(
            Prefetch("conversations", queryset=mine.order_by("opened_at", "pk"), to_attr="mine")
        )
        .annotate(is_over=ExpressionWrapper(Q(state__in=settled), BooleanField()))
        .order_by("is_over", "-moved_at")[:limit]
    )


def own_conversations(actor: Actor, case: Case) -> list[Conversation]:
    """Return a customer's own conversations in a case, the one last opened last."""
    return list(_own(actor).filter(case=case).order_by("opened_at", "pk"))


def visible_entries(
    case: Case, conversations: Sequence[Conversation], *, limit: int = MOST_ENTRIES
) -> list[Entry]:
    """Return the latest that the customer may see of these conversations, in order of time."""
    shown = Entry.objects.filter(
        case_id=case.pk,
        conversation_id__in=[each.pk for each in conversations],
        position__isnull=False,
    ).exclude(visibility="sealed")
    return list(shown.order_by("-seq")[:limit])[::-1]


def next_updates(cases: Sequence[Case]) -> dict[int, datetime]:
    """By when each of these cases is answered next, as it was promised, where something is."""
    return next_due([case.pk for case in cases])


def _own(actor: Actor) -> QuerySet[Conversation]:
    return Conversation.objects.filter(
        customer_id__in=ids_of_person(actor), brand_id__in=actor.brands
    )
