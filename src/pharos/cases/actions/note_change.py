from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.models import Case, Entry
from pharos.cases.notifying import notify
from pharos.cases.words import screened
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.safety.findings import MARKER


@action
def note_edit(
    *,
    actor: Actor,
    case_id: int,
    seq: int,
    change: str,
    text: str,
    follow: Callable[[Case, Written], None] | None = None,
) -> bool:
    """Write down that a customer changed what they wrote, on a channel that lets them.

    What they wrote first stays: answers refer to it. Secrets are taken out as of any message. The
    same `change` twice is written once. Whoever has the case is told. `follow` is called, inside
    the transaction, if the change brought a secret, or if the work goes on in another case.
    Returns whether it is news.
    """
    case, first = _said(actor, case_id, seq)
    if first is None or not text.strip():
        return False
    words = screened(text)
    payload: dict[str, object] = {"of": first.position or 0, **(words.payload or {})}
    edit = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=first.conversation_id,
        kind="edit",
        author=_author(first),
        visibility="customer",
        body=words.text,
        payload=payload,
        client_token=f"edit:{seq}:{change}"[:100],
    )
    written = append(edit)[0]
    if written.repeated:
        return False
    case.moved_at = now()
    case.save(update_fields=["moved_at"])
    if case.assignee_id is not None:
        notify(case, "answered", to=[case.assignee_id], of=written, by=actor)
    is_more = case.merged_into_id or _brings_a_secret(first, words.text, before=written.seq)
    if follow is not None and is_more:
        follow(case, written)
    return True


@action
def note_withdrawal(*, actor: Actor, case_id: int, seq: int) -> bool:
    """Write down that a customer took back what they wrote. It stays for whoever answered it."""
    case, first = _said(actor, case_id, seq)
    if first is None:
        return False
    withdrawn = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=first.conversation_id,
        kind="withdrawn",
        author=_author(first),
        visibility="customer",
        payload={"of": first.position or 0},
        client_token=f"withdrawn:{seq}",
    )
    return not append(withdrawn)[0].repeated


def _said(actor: Actor, case_id: int, seq: int) -> tuple[Case, Entry | None]:
    case = locked(Case.objects.get(pk=case_id, brand_id__in=actor.brands))
    said = Entry.objects.filter(
        case_id=case.pk, seq=seq, kind="message", author_kind="customer"
    ).first()
    return case, said


def _brings_a_secret(first: Entry, text: str, *, before: int) -> bool:
    """Whether more was taken out of it than of the message and of each of its earlier changes."""
    edits = Entry.objects.filter(
        case_id=first.case_id, conversation_id=first.conversation_id, kind="edit", seq__lt=before
    )
    earlier = [edit for edit in edits if (edit.payload or {}).get("of") == first.position]
    held: Counter[str] = Counter()
    for version in (first, *earlier):
        held |= Counter(MARKER.findall(version.body or ""))
    return bool(Counter(MARKER.findall(text)) - held)


def _author(first: Entry) -> Actor:
    return Actor.customer(
        id=first.author_id or 0,
        brand_id=first.brand_id,
        name=first.author_name or "",
        assurance=0,
    )
