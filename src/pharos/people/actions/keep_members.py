from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Invalid, NotFound
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff, Team
from pharos.people.roles import Role


@action
def add_member(*, actor: Actor, slug: str, team_slug: str, email: str) -> None:
    """Put somebody who has an account into a team of the brand. Repeats safely.

    Refused: others than administrators; an address that nobody signs in with (`no_account`); a
    partner, who needs a last day and is invited with one (`partner_needs_end`).
    """
    team = _team(actor, slug, team_slug)
    staff = Staff.objects.filter(email=email.strip().lower(), is_active=True).first()
    if staff is None:
        sentence = _("Nobody signs in with this address. Invite them first.")
        raise Invalid(sentence, code="no_account")
    if staff.role == Role.PARTNER:
        sentence = _("A partner needs a last day. Invite them with one.")
        raise Invalid(sentence, code="partner_needs_end")
    _membership, is_new = Membership.objects.get_or_create(staff=staff, team=team)
    if is_new:
        _record(actor, team, staff, "team.joined")


@action
def remove_member(*, actor: Actor, slug: str, team_slug: str, staff_id: int) -> None:
    """Take somebody out of a team; their account and their cases stay. Repeats safely.

    Refused: oneself from the last team that lets one administer the brand (`last_team`).
    """
    team = _team(actor, slug, team_slug)
    found = Membership.objects.filter(team=team, staff_id=staff_id).select_related("staff").first()
    if found is None:
        return
    elsewhere = Membership.objects.filter(staff_id=staff_id, team__brand_id=team.brand_id)
    if staff_id == actor.id and not elsewhere.exclude(pk=found.pk).exists():
        raise Conflict(_("You would lock yourself out of this brand."), code="last_team")
    found.delete()
    _record(actor, team, found.staff, "team.left")


def _team(actor: Actor, slug: str, team_slug: str) -> Team:
    brand = brand_to_change(actor, slug)
    team = Team.objects.filter(brand=brand, slug=team_slug, retired_at=None).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def _record(actor: Actor, team: Team, staff: Staff, what: str) -> None:
    joined = what == "team.joined"
    change = {"member": (None, staff.email) if joined else (staff.email, None)}
    record(actor, what, team.name, brand_id=team.brand_id, subject_id=team.slug, change=change)
