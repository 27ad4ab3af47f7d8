from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.cases.words import clean
from pharos.diagnosis.consult import reference_of, refuse_closed
from pharos.diagnosis.looked_at import LABELS, REVEALED_FOR
from pharos.diagnosis.looks import refuse_too_many, tell_of_canary, tell_of_many_looks
from pharos.exchange.connections import connection_of
from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.people.actor import Actor
from pharos.people.models import Handle
from pharos.people.persons.queries import covered_handle_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a handle is wanted for: one of `REVEALED_FOR`, and in whoever's own words."""

    purpose: str
    words: str


@action
def reveal_handle(*, actor: Actor, number: str, handle_id: int, why: Why) -> Handle:
    """Show an address or number of the case's customer in full, and write down who saw it and why.

    Each time is a look of its own: it is counted among the looks of the hour and listed among
    those that the customer sees. Refused: staff who only read, partners (`masked`), a settled case
    (`case_not_open`), what is no such handle of this customer, no reason (`reason_missing`), a
    secret in it, and `too_many`. The case is locked.
    """
    case = case_to_change(actor, number)
    if not actor.sees_unmasked:
        raise Forbidden(_("Who the customer is stays within the house."), code="masked")
    refuse_closed(case)
    handle = covered_handle_of(case.customer, handle_id)
    if handle is None:
        raise NotFound(_("There is no such customer."))
    if why.purpose not in REVEALED_FOR or not why.words.strip():
        raise Invalid(_("Say why, for whoever reads this next."), code="reason_missing")

    _write_down(actor, case, handle, Why(purpose=why.purpose, words=clean(why.words)))
    return handle


def _write_down(actor: Actor, case: Case, handle: Handle, why: Why) -> None:
    """One entry of the case; supervisors hear of it where it is unusual."""
    connection = connection_of(case.brand_id)
    is_last = refuse_too_many(actor, connection)
    named = f"desk.{handle.kind}"
    question = named if named in LABELS else "desk.handle"
    payload: dict[str, object] = {
        "purpose": why.purpose,
        "asked": [{"question": question, "ended": "answered"}],
        "words": why.words,
    }
    written = append(entry_of(case, actor, "access", payload=payload))[0]
    if is_last:
        tell_of_many_looks(case, actor, of=written)
    if connection is not None and reference_of(case) in connection.canaries:
        tell_of_canary(case, actor, of=written)
