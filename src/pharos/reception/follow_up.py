"""What happens to a message after it has been acknowledged. Run by the worker."""

from __future__ import annotations

from collections.abc import Iterable

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.cases.access import all_locked
from pharos.cases.bringing import brought_by_itself, take_out
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.ledger.entries import move_case, move_chats
from pharos.cases.merging import carry, copy_changes, survivor
from pharos.cases.models import Case, Entry, Notification
from pharos.cases.notifying import notify
from pharos.cases.promising import ANSWERS
from pharos.cases.queries import channels_of_cases, chats_of
from pharos.cases.states import CaseState, ChatState
from pharos.cases.together import says_otherwise
from pharos.clocks.running import promise_due_times, stop_clocks
from pharos.diagnosis.intake import diagnose_what_came_in
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.acknowledging import acknowledge
from pharos.reception.endangered import FILES, open_cases_of_endangered
from pharos.reception.follow_up_marks import take_marks
from pharos.reception.models import FollowUp
from pharos.reception.repeats import leave_repeat_marks
from pharos.routing.placing import place
from pharos.routing.queries import queues_of

BATCH = 200
UNSORTED = (CaseState.NEW, CaseState.TRIAGED, CaseState.REOPENED)


@action
def follow_up(*, actor: Actor, limit: int = BATCH) -> int:  # noqa: ARG001 - its brands are the scope
    """Do what follows from up to `limit` inbound entries, and return how many there were.

    What came into a merged case is carried to where the work goes on (`cases.merging`). A new or
    reopened case goes to its owner, or to its team's queue, what can be looked up is asked
    for (`diagnosis`), and a promise without a due time gets one. Whoever sent what opens their
    account or wallet gets a case about that (`endangered`). A new case is marked to be
    compared with the open ones of its customer (`repeats`). Doing it twice changes nothing. If it
    fails the marks stay, and a later run takes them.
    """
    marks = take_marks(limit)
    endangered = open_cases_of_endangered(marks)
    case_ids = sorted({mark.case_id for mark in marks} | set(endangered))
    carried = _carry_on(marks)
    unsorted = list(Case.objects.filter(pk__in=case_ids, state__in=UNSORTED).order_by("pk"))
    _sort(all_locked(unsorted))
    leave_repeat_marks([case for case in unsorted if case.state == CaseState.NEW], at=now())
    diagnose_what_came_in([(mark.case_id, mark.seq) for mark in marks])
    _tell_owners(marks, carried)
    brands = {mark.brand_id for mark in marks}
    profiles = {brand.pk: profile_of(brand) for brand in Brand.objects.filter(pk__in=brands)}
    promise_due_times(case_ids=case_ids, profiles=profiles, channels=channels_of_cases(case_ids))
    acknowledge(marks)
    return len(marks)


def _carry_on(marks: list[FollowUp]) -> list[Written]:
    """Bring what came into merged cases to where their work goes on; what is spam wakes nobody.

    Returns where the last of each stands there.
    """
    aside = Case.objects.filter(
        pk__in={mark.case_id for mark in marks}, state__in=(CaseState.MERGED, CaseState.SPAM)
    )
    pairs = {case.pk: (case, survivor(case)) for case in aside.order_by("pk")}
    if not pairs:
        return []
    carried: list[Written] = []
    held = {
        case.pk: case for case in all_locked([each for pair in pairs.values() for each in pair])
    }
    for pk, (_case, there) in pairs.items():
        source, target = held[pk], held[there.pk]
        if not source.is_set_aside:
            continue  # taken back while this waited for the lock
        stop_clocks(case_id=pk, kinds=ANSWERS, at=now())
        if source.state == CaseState.MERGED:
            carried += _hear(source, target, [mark.seq for mark in marks if mark.case_id == pk])
    return carried


def _hear(source: Case, target: Case, seqs: list[int]) -> list[Written]:
    """Take the case out again if its customer says that it is something else, or carry the words.

    What came before those words is carried, what came after them is the case's own.
    """
    words = list(
        Entry.objects.filter(
            case_id=source.pk,
            seq__in=seqs,
            seq__gt=_brought_at(source),
            kind__in=("message", "edit"),
        ).order_by("seq")
    )
    objecting = next((each for each in words if _objects(source, target, each)), None)
    carried = _carry(source, target, words[: words.index(objecting)] if objecting else words)
    if objecting is not None:
        take_out(source, target, _author(objecting))
    return carried


def _brought_at(source: Case) -> int:
    """Where a case was brought on: what was said before went along then."""
    told = Entry.objects.filter(case_id=source.pk, kind="merge").order_by("-seq")
    return next((each.seq for each in told if "into" in (each.payload or {})), 0)


def _objects(source: Case, target: Case, message: Entry) -> bool:
    is_direct = source.merged_into_id == target.pk
    is_said = message.kind == "message" and says_otherwise(message)
    return is_direct and is_said and brought_by_itself(source)


def _author(message: Entry) -> Actor:
    return Actor.customer(
        id=message.author_id or 0,
        brand_id=message.brand_id,
        name=message.author_name or "",
        assurance=0,
    )


def _carry(source: Case, target: Case, words: list[Entry]) -> list[Written]:
    told = carry(source, target, [each for each in words if each.kind == "message"])
    told += copy_changes(source, target, [each for each in words if each.kind == "edit"])
    if not told:
        return []
    target.moved_at = now()
    target.save()
    copies = [each.kind in ("carried", "quote") for each in told]
    return [at for at, is_copy in zip(append(*told), copies, strict=True) if is_copy][-1:]


def _tell_owners(marks: list[FollowUp], carried: list[Written]) -> None:
    """Tell whoever has a case that its customer has written. What they have not read is enough."""
    places = {(each.case_id, each.seq): each.created_at for each in marks}
    told = Entry.objects.filter(
        case_id__in={case_id for case_id, _seq in places},
        seq__in={seq for _case_id, seq in places},
        kind=FILES,
    )
    for entry in told:  # nobody has written these
        places.pop((entry.case_id, entry.seq), None)
    came = [Written(*place, None, at, repeated=False) for place, at in places.items()]
    latest = {each.case_id: each for each in sorted([*came, *carried], key=lambda each: each.seq)}
    for case in Case.objects.filter(pk__in=latest, assignee__isnull=False).order_by("pk"):
        unread = Notification.objects.filter(
            staff=case.assignee_id, case=case, kind="answered", read_at=None
        )
        if unread.exists():
            continue
        notify(
            case,
            "answered",
            to=[case.assignee_id or 0],
            of=latest[case.pk],
            by=Actor.system(case.brand_id),
        )


def _sort(cases: list[Case]) -> None:
    """Bring each case to whoever owns it, or into its team's queue, and its waiting chats too."""
    queues = queues_of({case.brand_id for case in cases})
    waiting = chats_of(cases, ChatState.OPENED)
    moved: list[NewEntry] = []
    for case in cases:
        system = Actor.system(case.brand_id)
        steps = place(case, queues) + move_case(case, system, *_way(case))
        steps += move_chats(case, system, waiting.get(case.pk, ()), ChatState.QUEUED)
        if steps:
            case.save(update_fields=["team", "state", "resolved_at"])
        moved += steps
    append(*moved)


def _way(case: Case) -> Iterable[CaseState]:
    if case.state not in UNSORTED:
        return ()
    there = CaseState.QUEUED if case.assignee_id is None else CaseState.IN_PROGRESS
    return (CaseState.TRIAGED, there) if case.state == CaseState.NEW else (there,)
