from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.letters.writing import write_letter
from pharos.people.actor import Actor
from pharos.people.models import Invitation, Team
from pharos.people.places import refuse_wrong_end
from pharos.people.roles import Role

LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    email: str
    role: str
    team_id: int
    until: datetime | None = None


@action
def invite_staff(*, actor: Actor, invited: Invited) -> tuple[Invitation, str]:
    """Invite somebody into a team, mail them the link, and return it: its secret is not kept.

    The link works once, within seven days; an earlier one to the same address and brand stops
    working. Refused: others than administrators; a team of other brands; what is no address
    (`email_invalid`) or no role (`role_unknown`); a partner without a last day
    (`partner_needs_end`), an administrator with one (`administrator_stays`).
    """
    if not actor.may_administer or actor.id is None:
        raise Forbidden(_("Only an administrator invites staff."), code="not_administrator")
    team = (
        Team.objects.select_related("brand")
        .filter(pk=invited.team_id, brand_id__in=actor.brands, retired_at=None)
        .first()
    )
    if team is None:
        raise NotFound(_("There is no such team."))
    email = _checked(invited)

    Invitation.objects.filter(
        brand_id=team.brand_id, email=email, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=now())
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        brand_id=team.brand_id,
        email=email,
        role=invited.role,
        team=team,
        until=invited.until,
        digest=digest_of(secret),
        invited_by_id=actor.id,
        expires_at=now() + LIFE,
    )
    change = {"role": (None, invited.role), "team": (None, team.name)}
    record(actor, "staff.invited", email, brand_id=team.brand_id, change=change)
    link = settings.BASE_URL + reverse("account_join", args=[team.brand.slug, secret])
    _write_to(invitation, link, by=actor.name)
    return invitation, link


@action
def withdraw_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Let an invitation work no longer. Repeats safely. Refused: others than administrators."""
    if not actor.may_administer:
        raise Forbidden(_("Only an administrator invites staff."), code="not_administrator")
    found = Invitation.objects.filter(pk=invitation_id, brand_id__in=actor.brands).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    if found.accepted_at is None and found.withdrawn_at is None:
        Invitation.objects.filter(pk=found.pk).update(withdrawn_at=now())
        record(actor, "invitation.withdrawn", found.email, brand_id=found.brand_id)


def digest_of(secret: str) -> str:
    """Return what we keep. With 256 bits of chance a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checked(invited: Invited) -> str:
    email = invited.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is no e-mail address."), code="email_invalid") from error
    if invited.role not in Role:
        raise Invalid(_("There is no such role."), code="role_unknown")
    refuse_wrong_end(invited.role, invited.until)
    return email


def _write_to(invitation: Invitation, link: str, *, by: str) -> None:
    """Mail the link, in the language of whoever invites: nobody knows yet what the other reads."""
    brand = invitation.team.brand
    names = {"name": by, "brand": brand.name}
    write_letter(
        brand_id=brand.pk,
        to=invitation.email,
        kind="invitation",
        language=get_language() or "en",
        subject=_("%(name)s invites you to the support desk of %(brand)s") % names,
        paragraphs=[
            _("%(name)s invites you to work at the support desk of %(brand)s.") % names,
            _("The link works once, within seven days. Give it to nobody."),
        ],
        action=(_("Make my account"), link),
        token=f"invitation-{invitation.pk}",
        until=invitation.expires_at,
    )
