"""What the profile of a customer shows. Runs inside `reading(actor)`; ten queries at the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.brands.queries import brands_of, profile_of
from pharos.cases.models import Case
from pharos.cases.queries import cases_of
from pharos.diagnosis.labels import PURPOSES
from pharos.diagnosis.looked_at import REVEALED_FOR
from pharos.kernel.audit import entries
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actions.report_token import SHOWN_AGAIN
from pharos.people.actor import Actor
from pharos.people.masking import covered, masked
from pharos.people.models import Block, Customer, Device, Handle, PersonMerge, PersonNote
from pharos.people.persons.queries import (
    blocks_of,
    customers_of_person,
    devices_of,
    handles_of,
    merges_of,
    notes_about,
    same_account_elsewhere,
)
from pharos.web.desk.masks import case_shown_to
from pharos.web.desk.words import ASSURANCE, CHANNELS, STATES, named, topic_of

KINDS: dict[str, Promise] = {
    "visitor": gettext_lazy("Browser"),
    "account": gettext_lazy("Account"),
    "mail": gettext_lazy("E-mail address"),
    "mail_claimed": gettext_lazy("Address that a mail names"),
    "phone": gettext_lazy("Telephone"),
    "manual_claimed": gettext_lazy("Number they gave"),
}
PROOFS: dict[str, Promise] = {
    PersonMerge.Proof.SAME_BROWSER: gettext_lazy("The same browser signed in and said so"),
    PersonMerge.Proof.CODE: gettext_lazy("A code was sent and returned"),
    PersonMerge.Proof.ADDRESS: gettext_lazy("The address that was given was proved by a code"),
    PersonMerge.Proof.LINK: gettext_lazy("Came by the private link, signed in and said so"),
    PersonMerge.Proof.IDENTITY: gettext_lazy("A specialist checked the identity"),
}
SURFACE_NAMES: dict[str, Promise] = {"web": gettext_lazy("Browser"), "app": gettext_lazy("App")}
HIDDEN = "•••"
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """One handle as it is read: what it is, how well and when it was proved."""

    id: int
    kind: str | Promise
    value: str
    level: str | Promise
    is_proved: bool
    proof: str
    at: datetime
    is_covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    number: str
    subject: str
    state: str | Promise
    is_over: bool
    topic: str | Promise
    channels: str
    owner: str
    moved_at: datetime


def profile_context(actor: Actor, customer: Customer) -> dict[str, Any]:
    """Everything about one person. A partner reads it masked, and only beside a case of theirs."""
    people = customers_of_person(customer)
    cases = cases_of(actor, people)
    if not actor.sees_unmasked and not cases:
        raise NotFound(_("There is no such customer."))
    handles, devices = handles_of(people), devices_of(people)
    blocks = blocks_of(people)
    person = people[0] if people else customer
    open_numbers = [each.number for each in cases if not each.is_settled]
    return {
        "customer": person,
        "name": name_of(actor, person),
        "timezone": next((each.timezone for each in people if each.timezone), ""),
        "level": ASSURANCE[max((each.assurance for each in handles), default=0)],
        "is_proved": any(each.assurance for each in handles),
        "seen_at": devices[0].seen_at if devices else None,
        "cases": [_case(actor, each) for each in cases],
        "open_count": len(open_numbers),
        "open_numbers": open_numbers,
        "may_reveal": actor.may_reply and actor.sees_unmasked,
        "purposes": [(code, PURPOSES[code]) for code in REVEALED_FOR],
        "handles": [_handle(actor, each) for each in handles],
        "devices": [_device(each) for each in devices[:SHOWN]],
        "networks": _networks(actor, devices),
        "notes": [_note(actor, each) for each in notes_about(people)],
        "merges": [_merge(actor, each) for each in merges_of(people)],
        "blocks": [block_line(each) for each in blocks],
        "is_blocked": any(each.holds_at(now()) for each in blocks),
        "elsewhere": same_account_elsewhere(actor, person, _realm(actor, person)),
        "alarms": _alarms(actor, people),
        "may_note": actor.may_note,
        "may_merge": actor.may_confirm_identity,
        "may_block": actor.may_block,
        "may_see_looks": actor.may_assign_others,
        "proofs": [(code.value, PROOFS[code]) for code in STATED],
    }


STATED = (PersonMerge.Proof.IDENTITY, PersonMerge.Proof.CODE)


def name_of(actor: Actor, customer: Customer) -> str:
    if not actor.sees_unmasked:
        return _("Customer")
    return customer.name or _("Visitor")


def block_line(block: Block) -> dict[str, Any]:
    """One block as it is read."""
    target = _("This person") if block.customer_id else block.network
    if block.handle is not None:
        target = str(named({**CHANNELS, **KINDS}, block.handle.kind))
    return {"block": block, "target": target, "holds": block.holds_at(now())}


def _case(actor: Actor, case: Case) -> CaseLine:
    shown = case_shown_to(actor, case)
    channels = dict.fromkeys(str(named(CHANNELS, c.channel)) for c in case.conversations.all())
    return CaseLine(
        number=case.number,
        subject=shown.subject,
        state=named(STATES, case.state),
        is_over=case.is_settled,
        topic=topic_of(case.brand.profile, case.reason_final or case.reason_initial),
        channels=", ".join(channels),
        owner=case.assignee.name if case.assignee else "",
        moved_at=case.moved_at,
    )


def _handle(actor: Actor, handle: Handle) -> KnownBy:
    value = handle.value if handle.kind != Handle.Kind.VISITOR else handle.value[:8] + "…"
    if handle.is_covered:
        value = covered(value)
    return KnownBy(
        id=handle.pk,
        kind=named({**CHANNELS, **KINDS}, handle.kind),
        value=value if actor.sees_unmasked else HIDDEN,
        level=ASSURANCE[handle.assurance][0],
        is_proved=handle.assurance > 0,
        proof=_proof(handle),
        at=handle.proved_at,
        is_covered=handle.is_covered,
    )


def _proof(handle: Handle) -> str:
    kind, _colon, key = handle.proved_by.partition(":")
    if not kind and handle.kind != Handle.Kind.VISITOR:
        return _("They say so; nothing proves it")
    if kind == "token":
        return _("Signed token of the exchange, key %(key)s") % {"key": key or "?"}
    return _("Known by this browser only") if kind in ("", "device") else handle.proved_by


def _device(device: Device) -> dict[str, Any]:
    over = device.revoked_at is not None or not device.is_usable_at(now())
    return {
        "surface": named(SURFACE_NAMES, device.surface),
        "level": ASSURANCE[device.assurance_at(now())][0],
        "language": device.language,
        "seen_at": device.seen_at,
        "is_over": over and device.is_signed_in,
    }


def _networks(actor: Actor, devices: Sequence[Device]) -> list[str]:
    """From where anonymous browsers came: only whoever may block one needs to know."""
    if not actor.may_block:
        return []
    return list(dict.fromkeys(each.network for each in devices if each.network))


def _note(actor: Actor, note: PersonNote) -> dict[str, Any]:
    may_edit = actor.may_note and (note.author_id == actor.id or actor.may_assign_others)
    return {
        "note": note,
        "body": note.body if actor.sees_unmasked else masked(note.body),
        "may_edit": may_edit,
    }


def _merge(actor: Actor, merge: PersonMerge) -> dict[str, Any]:
    return {
        "merge": merge,
        "who": f"{name_of(actor, merge.kept)} + {name_of(actor, merge.joined)}",
        "proof": named(PROOFS, merge.proof),
        "by": merge.staff.name if merge.staff else _("The customer"),
        "words": merge.words if actor.sees_unmasked else masked(merge.words),
    }


def _realm(actor: Actor, customer: Customer) -> list[int]:
    """The brands that share their accounts with this customer's, among the actor's own."""
    realm = profile_of(customer.brand).account_realm
    if not realm or not actor.sees_unmasked:
        return []
    return [each.pk for each in brands_of(actor) if profile_of(each).account_realm == realm]


def _alarms(actor: Actor, people: Sequence[Customer]) -> list[datetime]:
    """When a token of theirs was shown by a second device; for supervisors."""
    if not actor.may_block:
        return []
    ids = [str(each.public_id) for each in people]
    found = entries(people[0].brand_id).filter(action=SHOWN_AGAIN, subject_id__in=ids)
    return list(found.values_list("at", flat=True)[:5])
