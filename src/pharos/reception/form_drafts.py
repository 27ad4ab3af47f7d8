"""Forms that somebody goes on with later: kept sealed, for whoever began them, for two weeks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pharos.cases.words import screened
from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.persons.queries import ids_of_person
from pharos.reception.models import FormDraft
from pharos.reception.sealing import opened, seal

KEPT: Final = timedelta(days=14)
# Of one customer; the oldest makes room.
MOST: Final = 10
BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was written so far, by the names of the fields; `topic` may be none."""

    thread: UUID
    topic: str
    answers: Mapping[str, str]
    is_formal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft as its customer finds it again."""

    public_id: UUID
    thread: UUID
    topic: str
    is_formal: bool
    answers: Mapping[str, str]
    kept_at: datetime
    expires_at: datetime


@action
def keep_form_draft(*, actor: Actor, draft: Draft) -> UUID:
    """Keep a form for two weeks from now, and return by what it is found. The same form replaces.

    Nothing of a secret is kept. A thread of somebody else's is NotFound. The customer is locked.
    """
    assert actor.is_customer, "only customers fill in forms"
    customer = Customer.objects.select_for_update(no_key=True).get(pk=actor.id or 0)
    before = FormDraft.objects.filter(brand_id=customer.brand_id, thread=draft.thread).first()
    if before is not None and before.customer_id not in ids_of_person(actor):
        raise absent()
    answers = {name: screened(text, with_files=True).text for name, text in draft.answers.items()}
    sealed, key = seal(json.dumps({n: text for n, text in answers.items() if text}).encode())
    kept, _is_new = FormDraft.objects.update_or_create(
        brand_id=customer.brand_id,
        thread=draft.thread,
        defaults={
            "customer": customer,
            "topic": draft.topic,
            "is_formal": draft.is_formal,
            "sealed": sealed,
            "key": key,
            "kept_at": now(),
            "expires_at": now() + KEPT,
        },
    )
    newest = FormDraft.objects.filter(customer=customer).order_by("-kept_at", "-pk")
    FormDraft.objects.filter(pk__in=[each.pk for each in newest[MOST:]]).delete()
    return kept.public_id


@action
def forget_form_draft(*, actor: Actor, thread: UUID) -> None:
    """Destroy what was kept of this form, if it is theirs. Repeats safely."""
    mine = FormDraft.objects.filter(thread=thread, brand_id__in=actor.brands)
    mine.filter(customer_id__in=ids_of_person(actor)).delete()


@action
def sweep_form_drafts(*, actor: Actor) -> int:
    """Destroy what is over, up to `BATCH` at once, and return how many there were."""
    over = FormDraft.objects.filter(brand_id__in=actor.brands, expires_at__lte=now())
    ids = list(over.order_by("expires_at").values_list("pk", flat=True)[:BATCH])
    FormDraft.objects.filter(pk__in=ids).delete()
    return len(ids)


def drafts_of(actor: Actor) -> list[KeptDraft]:
    """Return the forms that this person goes on with later, the last one first."""
    mine = FormDraft.objects.filter(_theirs(actor)).order_by("-kept_at", "-pk")
    return [_kept(each) for each in mine[:MOST]]


def draft_to_continue(actor: Actor, public_id: UUID) -> KeptDraft:
    """Return one of theirs, or NotFound: not there, not theirs and over look the same."""
    found = FormDraft.objects.filter(_theirs(actor), public_id=public_id).first()
    if found is None:
        raise absent()
    return _kept(found)


def absent() -> NotFound:
    return NotFound(_("There is no such draft. It may have been sent or be over."))


def _theirs(actor: Actor) -> Q:
    ids = ids_of_person(actor)
    return Q(customer_id__in=ids, brand_id__in=actor.brands, expires_at__gt=now())


def _kept(row: FormDraft) -> KeptDraft:
    return KeptDraft(
        public_id=row.public_id,
        thread=row.thread,
        topic=row.topic,
        is_formal=row.is_formal,
        answers=json.loads(opened(bytes(row.sealed), bytes(row.key))),
        kept_at=row.kept_at,
        expires_at=row.expires_at,
    )
