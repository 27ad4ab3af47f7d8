"""What an administrator changes about somebody else. Nobody changes themselves here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Invalid
from pharos.live.signs import LEFT, Sign, give
from pharos.people.access import account_to_administer, staff_to_administer
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff
from pharos.people.places import refuse_wrong_end
from pharos.people.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    role: str
    until: datetime | None


@action
def change_place(*, actor: Actor, staff_id: int, place: Place) -> None:
    """Give somebody another role or another last day, in the actor's brands.

    Refused: a role that there is none of; what `refuse_wrong_end` says; another role for somebody
    who also works for brands that are not the actor's (`other_brands`). Their streams end and
    come again with the new rights. The account is locked.
    """
    if place.role not in Role:
        raise Invalid(_("There is no such role."), code="role_unknown")
    refuse_wrong_end(place.role, place.until)
    staff = staff_to_administer(actor, staff_id)
    if place.role != staff.role:
        staff = account_to_administer(actor, staff_id)
    here = Membership.objects.filter(staff=staff, team__brand_id__in=actor.brands)
    before = {"role": staff.role, "until": here.values_list("until", flat=True).first()}

    staff.role = place.role
    staff.save(update_fields=["role"])
    here.update(until=place.until)

    _tell(
        actor,
        staff,
        "staff.changed",
        difference(before, {"role": place.role, "until": place.until}),
    )
    _end_streams(staff)


@action
def close_account(*, actor: Actor, staff_id: int) -> None:
    """Let somebody in no longer: their sessions and streams end at once. Repeats safely.

    Refused: whoever also works for brands that are not the actor's. Their cases stay with them
    until somebody moves them.
    """
    staff = account_to_administer(actor, staff_id)
    if not staff.is_active:
        return
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    _end_sessions(staff)
    _tell(actor, staff, "staff.deactivated", {"active": (True, False)})


@action
def reopen_account(*, actor: Actor, staff_id: int) -> None:
    """Let somebody in again, with the places that they had. Repeats safely."""
    staff = account_to_administer(actor, staff_id)
    if staff.is_active:
        return
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _tell(actor, staff, "staff.reactivated", {"active": (False, True)})


@action
def reset_second_factor(*, actor: Actor, staff_id: int, reason: str) -> None:
    """Forget all second factors of somebody who has lost theirs; their sessions end.

    Refused: without a reason (`reason_empty`), which stands in the audit.
    """
    if not reason.strip():
        raise Invalid(_("Say why, and how you know that it is them."), code="reason_empty")
    staff = account_to_administer(actor, staff_id)
    gone = Authenticator.objects.filter(user=staff).count()
    Authenticator.objects.filter(user=staff).delete()
    _end_sessions(staff)
    change = {"factors": (gone, 0), "reason": (None, reason.strip()[:500])}
    _tell(actor, staff, "staff.factor_reset", change)


def _end_sessions(staff: Staff) -> None:
    for session in UserSession.objects.filter(user=staff):
        session.end()
    _end_streams(staff)


def _end_streams(staff: Staff) -> None:
    give(Sign(brand_id=0, what=LEFT, who=staff.pk))


def _tell(actor: Actor, staff: Staff, what: str, change: dict[str, tuple[object, object]]) -> None:
    """One entry for each brand of the actor in which this person has a place."""
    brands = Membership.objects.filter(staff=staff, team__brand_id__in=actor.brands)
    for brand_id in sorted(set(brands.values_list("team__brand_id", flat=True))):
        record(actor, what, staff.email, brand_id=brand_id, subject_id=staff.pk, change=change)
