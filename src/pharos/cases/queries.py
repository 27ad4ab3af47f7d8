"""Questions about cases that span rows. All run inside a scope (`kernel.scope.reading`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from pharos.cases.access import cases_to_read, cases_within
from pharos.cases.ledger.append import Written
from pharos.cases.models import (
    Case,
    CaseLink,
    CaseTag,
    Conversation,
    Delivery,
    Entry,
    Rating,
    SideConversation,
)
from pharos.cases.states import SETTLED, CaseState, ChatState
from pharos.files.access import files_of_entries
from pharos.files.links import links_of
from pharos.kernel.compiled import compiled
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Device
from pharos.people.persons.queries import Glance, glance_columns, ids_of_person

ENTRIES = 200
CASES = 50
# The channel on which people tell what is said.
BY_HAND = "manual"
# What may be said there is not what they asked for.
IN_PUBLIC = ExpressionWrapper(Q(surface="public"), output_field=BooleanField())


def entries_after(case: Case, seq: int = 0, *, limit: int = ENTRIES) -> list[Entry]:
    """Return what staff may see of the case's ledger after `seq`, oldest first."""
    return _entries(case.pk, seq, limit=limit)


def last_entries(case: Case, *, limit: int = ENTRIES) -> list[Entry]:
    """Return the latest entries that staff may see, oldest first."""
    return _entries(case.pk, 0, limit=limit, is_last=True)[::-1]


@compiled
def _entries(case: int, after: int, *, limit: int, is_last: bool = False) -> QuerySet[Entry]:
    found = Entry.objects.filter(case_id=case, seq__gt=after).exclude(visibility="sealed")
    return found.order_by("-seq" if is_last else "seq")[:limit]


def entry_by_token(case: Case, client_token: str, *, author: Actor, kind: str) -> Written | None:
    """Return where this author's entry with the token stands, if it was written before.

    A token that stands on an entry of another kind is no repeat: the ledger refuses it.
    """
    entry = Entry.objects.filter(case_id=case.pk, client_token=client_token, kind=kind).first()
    if entry is None or (entry.author_kind, entry.author_id) != (author.kind, author.id):
        return None
    return Written(case.pk, entry.seq, entry.position, entry.created_at, repeated=True)


def last_customer_seq(case: Case) -> int:
    """Return the seq of the customer's newest message; 0 if there is none."""
    newest = Entry.objects.filter(case_id=case.pk, kind="message", author_kind="customer")
    return newest.order_by("-seq").values_list("seq", flat=True).first() or 0


def entry_at(case_id: int, seq: int) -> Entry:
    """Return one entry of a case."""
    return Entry.objects.get(case_id=case_id, seq=seq)


def seq_at(conversation: Conversation, position: int) -> int:
    """Return the seq of the entry that stands at this position of the conversation."""
    found = Entry.objects.filter(conversation_id=conversation.pk, position=position)
    return found.values_list("seq", flat=True).get()


def conversations_of(case: Case) -> list[Conversation]:
    """Return the case's conversations, the one last opened last."""
    return _conversations(case.pk)


def chats_of(cases: Sequence[Case], state: ChatState) -> dict[int, list[Conversation]]:
    """Return the conversations in this state of each case that has some, the last opened last."""
    found = Conversation.objects.filter(case_id__in=[case.pk for case in cases], state=state)
    chats: dict[int, list[Conversation]] = {}
    for conversation in found.order_by("opened_at", "id"):
        chats.setdefault(conversation.case_id, []).append(conversation)
    return chats


@compiled
def _conversations(case: int) -> QuerySet[Conversation]:
    return Conversation.objects.filter(case_id=case).order_by("opened_at", "id")


def conversation_to_answer_on(case: Case) -> Conversation:
    """Return the conversation that the customer used last, a private one where there is one."""
    latest = Entry.objects.filter(
        case_id=OuterRef("case_id"), conversation_id=OuterRef("id"), author_kind="customer"
    ).order_by("-seq")
    return (
        case.conversations.annotate(heard=Subquery(latest.values("seq")[:1]))
        .order_by(IN_PUBLIC, F("heard").desc(nulls_last=True), "-id")
        .first()
    ) or case.conversations.get()


def entries_to_tell(case: Case) -> list[Entry]:
    """Return what is to be told by hand and has not been, oldest first."""
    open_ones = Delivery.objects.filter(case_id=case.pk, conversation__channel=BY_HAND).exclude(
        state=Delivery.State.SENT
    )
    untold = Entry.objects.filter(case_id=case.pk, seq__in=open_ones.values("seq"))
    return list(untold.order_by("seq"))


def channels_of_cases(case_ids: Collection[int]) -> dict[int, str]:
    """Return on which channel each case is: that of the conversation that was opened last."""
    threads = Conversation.objects.filter(case_id__in=case_ids).order_by("opened_at", "pk")
    return dict(threads.values_list("case_id", "channel"))


def cases_of(actor: Actor, customers: Sequence[Customer], *, limit: int = CASES) -> list[Case]:
    """Return the cases of these customers that `actor` may see, the open ones first."""
    settled = [state.value for state in SETTLED]
    return list(
        cases_to_read(actor)
        .filter(customer__in=customers)
        .select_related("brand", "assignee", "team", "customer")
        .prefetch_related("conversations")
        .annotate(is_over=ExpressionWrapper(Q(state__in=settled), BooleanField()))
        .order_by("is_over", "-moved_at")[:limit]
    )


def conversations_of_customer(actor: Actor, *, channel: str, limit: int = 20) -> list[Conversation]:
    """Return the customer's own conversations on a channel, newest first."""
    return list(
        Conversation.objects.filter(
            customer__in=ids_of_person(actor), brand_id__in=actor.brands, channel=channel
        )
        .select_related("case")
        .order_by("-opened_at")[:limit]
    )


def conversations_of_visitor(visitor: Customer) -> list[Conversation]:
    """Return what somebody said without signing in, newest first."""
    threads = Conversation.objects.filter(customer=visitor).select_related("case")
    return list(threads.order_by("-opened_at")[:CASES])


def open_cases_of(customer: Customer) -> int:
    """Return how many cases of this customer are open."""
    return _open().filter(customer=customer).count()


def open_cases_from(brand_id: int, network: str) -> int:
    """Return how many cases are open that anonymous browsers of this network began."""
    here = Device.objects.filter(brand_id=brand_id, network=network, assurance=0)
    return _open().filter(customer__in=here.values("customer")).count()


def _open() -> QuerySet[Case]:
    return Case.objects.exclude(state__in=[state.value for state in SETTLED])


def last_rating(case: Case) -> Rating | None:
    """Return what the customer thought of the case's last ending, if they said."""
    return Rating.objects.filter(case=case).order_by("-resolved_at").first()


def last_visible(conversation: Conversation) -> Entry | None:
    """Return the newest entry that the customer may see."""
    shown = Entry.objects.filter(conversation_id=conversation.pk, position__isnull=False)
    return shown.order_by("-position").first()


def links_for_customer(
    conversation: Conversation, public_ids: list[str]
) -> dict[str, dict[str, str]]:
    """Return where the customer can read these files, as far as their conversation shows them."""
    files = files_of_entries(conversation.case_id, public_ids)
    shown = set(
        Entry.objects.filter(
            conversation_id=conversation.pk,
            position__isnull=False,
            case_id=conversation.case_id,
            seq__in=[file.entry_seq for file in files],
        ).values_list("seq", flat=True)
    )
    return {
        str(file.public_id): links_of(
            file.named(),
            conversation.brand_id,
            conversation.case_id,
            reader="customer",
            reader_id=conversation.customer_id,
        )
        for file in files
        if file.entry_seq in shown
    }


def cases_to_wake(*, at: datetime, limit: int) -> list[Case]:
    """Return what was put off until then or earlier, the longest due first."""
    due = Case.objects.filter(state=CaseState.SCHEDULED, snoozed_until__lte=at)
    return list(due.order_by("snoozed_until")[:limit])


def unanswered_in(case: Case, *, limit: int = CASES) -> list[Entry]:
    """Return the customer's messages that wait for an answer, oldest first."""
    if case.waiting_since is None:
        return []
    theirs = Entry.objects.filter(case_id=case.pk, kind="message", author_kind="customer")
    return list(theirs.filter(created_at__gte=case.waiting_since).order_by("seq")[:limit])


def unanswered_since(case: Case, *, besides: Case) -> datetime | None:
    """Return since when the case's own customer waits, leaving out what one case brought along."""
    entries = Entry.objects.filter(case_id=case.pk)
    answers = entries.filter(author_kind="staff", kind__in=["message", "resolution"])
    last = answers.order_by("-seq").values_list("seq", flat=True).first() or 0
    waiting = entries.filter(seq__gt=last).order_by("seq")
    own = waiting.filter(kind="message", author_kind="customer")
    brought = [
        entry.created_at
        for entry in waiting.filter(kind="carried")
        if (entry.payload or {}).get("case") != besides.number
    ]
    first = own.values_list("created_at", flat=True).first()
    return min([*brought, *([first] if first else [])], default=None)


def case_links_of(case: Case) -> list[CaseLink]:
    """Return the case's links, whichever way they point, the oldest first."""
    either = CaseLink.objects.filter(Q(case=case) | Q(other=case))
    return list(either.select_related("case", "other").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What hangs on a case: tags, links (`out` of it or in), questions, and how many others.

    `brought` are the numbers of the cases whose work goes on here.
    `more` are the columns that whoever asked had wanted besides.
    """

    tags: list[dict[str, str]]
    links: list[dict[str, Any]]
    sides: list[dict[str, Any]]
    merged_into: str
    brought: list[str]
    others: int
    person: Glance
    more: dict[str, Any]


def beside(
    actor: Actor, case: Case, *, more: Callable[[], Mapping[str, Combinable]] | None = None
) -> Beside:
    """Return all of it with one question to the database, and `more` columns of the same row."""
    (found,) = _beside(
        (case.pk, case.customer_id, case.customer.person_id),
        now(),
        actor.brands,
        actor.only_teams or (),
        is_held=actor.only_teams is not None,
        more=more,
    )
    return Beside(
        tags=found["tags"],
        links=[each | {"out": True} for each in found["out"]]
        + [each | {"out": False} for each in found["back"]],
        sides=found["sides"],
        merged_into=found["number_of_surviving"] or "",
        brought=found["brought"],
        others=found["others"],
        person=Glance(
            proved=found["proved"] or 0,
            pinned=found["pinned"] or "",
            is_blocked=found["is_blocked"],
        ),
        more={name: found[name] for name in (more() if more else ())},
    )


@compiled
def _beside(
    ids: tuple[int, int, int],
    at: datetime,
    brands: tuple[int, ...],
    only_teams: tuple[int, ...],
    *,
    is_held: bool,
    more: Callable[[], Mapping[str, Combinable]] | None,
) -> QuerySet[Any, Any]:
    case, customer, person = ids
    tags = CaseTag.objects.filter(case=OuterRef("pk")).order_by("tag__name")
    out = CaseLink.objects.filter(case=OuterRef("pk")).order_by("pk")
    back = CaseLink.objects.filter(other=OuterRef("pk")).order_by("pk")
    sides = SideConversation.objects.filter(case=OuterRef("pk")).order_by("nr")
    brought = Case.objects.filter(merged_into=OuterRef("pk")).order_by("pk")[:CASES]
    others = cases_within(brands, only_teams if is_held else None).exclude(pk=case).order_by()
    return Case.objects.filter(pk=case).values(
        **glance_columns(customer, person, at),
        **(more() if more else {}),
        number_of_surviving=F("merged_into__number"),
        brought=ArraySubquery(brought.values("number")),
        tags=ArraySubquery(tags.values(it=JSONObject(name="tag__name", colour="tag__colour"))),
        out=ArraySubquery(out.values(it=JSONObject(number="other__number", kind="kind"))),
        back=ArraySubquery(back.values(it=JSONObject(number="case__number", kind="kind"))),
        sides=ArraySubquery(
            sides.values(
                it=JSONObject(nr="nr", team="team__name", question="question", state="state")
            )
        ),
        # Apart, so that each is one look into an index.
        others=_counted(others.filter(customer=person))
        + _counted(others.filter(customer__merged_into=person)),
    )


def _counted(cases: QuerySet[Case]) -> Func:
    return Func(
        Subquery(cases.values("pk")),
        template="(SELECT count(*) FROM %(expressions)s AS counted)",
        output_field=IntegerField(),
    )


def asked_of_teams(team_ids: Sequence[int], *, limit: int = CASES) -> list[SideConversation]:
    """Return the open questions to these teams, the oldest first."""
    asked = SideConversation.objects.filter(team_id__in=team_ids, state="open")
    return list(
        asked.select_related("case", "team", "asked_by").order_by("opened_at", "pk")[:limit]
    )


def where_copied(case: Case) -> list[Case]:
    """Return the cases that may hold copies of this one's words.

    They were split off it or merged with it, or it was said in public and goes on there.
    """
    known: dict[str, Case] = {}
    ahead = [case]
    while ahead:
        told = Entry.objects.filter(
            case_id__in=[each.pk for each in ahead], kind__in=["merge", "split", "link"]
        )
        numbers = {_copied_into(entry.payload or {}) for entry in told}
        ahead = list(Case.objects.filter(number__in=numbers - known.keys() - {case.number}))
        known |= {each.number: each for each in ahead}
    return list(known.values())


def _copied_into(payload: Mapping[str, Any]) -> str:
    is_public = payload.get("public") and payload.get("way") == "in"
    return str(payload.get("case" if is_public else "into", ""))


def copies_of(case: Case, seq: int, among: Sequence[Case]) -> list[Entry]:
    """Return the copies of one entry in other cases."""
    copies = Entry.objects.filter(
        case_id__in=[each.pk for each in among], kind__in=["quote", "carried"]
    )
    origin = (case.number, seq)
    told = [(entry, entry.payload or {}) for entry in copies]
    return [entry for entry, it in told if (it.get("case"), it.get("seq")) == origin]
