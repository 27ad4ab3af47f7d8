from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff, Team
from pharos.people.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    email: str
    name: str
    role: str
    password: str
    team: str
    until: datetime | None = None


@action
def add_staff(*, actor: Actor, brand_id: int, newcomer: Newcomer) -> tuple[Staff, bool]:
    """Give somebody a place in a team, and an account if they have none; say whether it is new.

    Repeats safely: who has an account keeps its password, name and role. Refused: anybody but an
    administrator; a weak password; a partner without an end date.
    """
    if not (actor.may_administer or actor.kind == "system"):
        raise Forbidden(_("Only an administrator adds staff."))
    team = Team.objects.filter(brand_id=brand_id, slug=newcomer.team, retired_at=None).first()
    if team is None:
        raise NotFound(_("There is no such team."))

    staff = Staff.objects.filter(email=newcomer.email.strip().lower()).first()
    is_new = staff is None
    if staff is None:
        staff = _account(newcomer)
    if staff.role == Role.PARTNER and newcomer.until is None:
        raise Invalid(_("A partner needs a last day."), code="partner_needs_end")
    Membership.objects.update_or_create(staff=staff, team=team, defaults={"until": newcomer.until})
    return staff, is_new


def _account(newcomer: Newcomer) -> Staff:
    fields = {"name": newcomer.name, "role": newcomer.role}
    if newcomer.role not in Role:
        raise Invalid(_("There is no such role."), code="role_unknown")
    try:
        validate_email(newcomer.email.strip())
        validate_password(newcomer.password, Staff(email=newcomer.email, **fields))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="account_invalid") from error
    return Staff.objects.create_user(newcomer.email, newcomer.password, **fields)
