from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Invalid, Unproven
from pharos.kernel.time import now
from pharos.people.access import invitation_to_accept
from pharos.people.actor import Actor
from pharos.people.models import Invitation, Membership, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What the link carried, and who says yes: a newcomer, or `signed_in` with an account."""

    digest: str
    name: str = ""
    password: str = ""
    signed_in: int | None = None


@action
def accept_invitation(*, actor: Actor, acceptance: Acceptance) -> Staff:
    """Make the account of whoever was invited, or give the one that they have a further place.

    Refused: a link that is used, past or unknown; a weak password (`account_invalid`); an
    address with an account, unless by whoever is signed in with it (`sign_in_first`), and where
    that account has another role or has been closed (`other_role`). The invitation is locked.
    """
    invitation = invitation_to_accept(actor, acceptance.digest)
    staff = Staff.objects.filter(email=invitation.email).first()
    if staff is None:
        staff = _newcomer(invitation, acceptance)
    elif staff.pk != acceptance.signed_in:
        raise Unproven(_("You have an account. Sign in with it first."), code="sign_in_first")
    elif staff.role != invitation.role or not staff.is_active:
        sentence = _("Your account has another role. Ask for an invitation with that one.")
        raise Conflict(sentence, code="other_role")

    Membership.objects.update_or_create(
        staff=staff, team=invitation.team, defaults={"until": invitation.until}
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now())
    author = Actor(kind="staff", id=staff.pk, brands=actor.brands, name=staff.name)
    record(author, "staff.joined", staff.email, brand_id=invitation.brand_id, subject_id=staff.pk)
    return staff


def _newcomer(invitation: Invitation, acceptance: Acceptance) -> Staff:
    name = acceptance.name.strip()
    if not name:
        raise Invalid(_("A name is needed."), code="name_empty")
    try:
        validate_password(acceptance.password, Staff(email=invitation.email, name=name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="account_invalid") from error
    return Staff.objects.create_user(
        invitation.email, acceptance.password, name=name, role=invitation.role
    )
