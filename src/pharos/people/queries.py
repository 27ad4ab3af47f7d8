"""Reads that span rows. They run inside a brand's scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import TokenKey
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Handle, Invitation, Membership, Staff, Team
from pharos.people.roles import SUPERVISING
from pharos.people.tokens.customer import VerificationKey


def verification_keys(brand_id: int) -> dict[str, VerificationKey]:
    """The keys by which this brand's exchange may sign today, by key id."""
    return {
        key.key_id: VerificationKey(
            key_id=key.key_id, algorithm=key.algorithm, material=key.secret_or_public
        )
        for key in TokenKey.objects.filter(brand_id=brand_id, active=True)
    }


def staff_by_email(email: str) -> Staff:
    """Return who signs in with this address. Refused: `not_found`."""
    staff = Staff.objects.filter(email=email.strip().lower(), is_active=True).first()
    if staff is None:
        raise NotFound(_("Nobody signs in with this address."))
    return staff


def supervisors_of(brand_id: int) -> list[int]:
    """Return the ids of the staff who supervise the brand."""
    here = Membership.objects.filter(
        team__brand_id=brand_id, staff__role__in=SUPERVISING, staff__is_active=True
    )
    return sorted(set(here.values_list("staff_id", flat=True)))


def staff_administered_by(actor: Actor) -> list[Staff]:
    """Return everybody with a place in the actor's brands, those who may still come first.

    Each has its memberships there at hand.
    """
    here = Membership.objects.filter(team__brand_id__in=actor.brands).select_related("team__brand")
    found = Staff.objects.filter(memberships__in=here).distinct()
    places = Prefetch("memberships", queryset=here.order_by("team__brand_id", "team_id"))
    return list(found.prefetch_related(places).order_by("-is_active", "name", "pk"))


def teams_to_invite_to(actor: Actor) -> list[Team]:
    """Return the teams that the actor may invite somebody into."""
    teams = Team.objects.filter(brand_id__in=actor.brands, retired_at=None)
    return list(teams.select_related("brand").order_by("brand__name", "position"))


def open_invitations(actor: Actor) -> list[Invitation]:
    """Return the invitations into the actor's brands that still work, the latest first."""
    unused = Invitation.objects.filter(
        brand_id__in=actor.brands, accepted_at=None, withdrawn_at=None, expires_at__gt=now()
    )
    return list(unused.select_related("team__brand").order_by("-created_at"))


def invitation_by_digest(digest: str) -> Invitation:
    """Return an invitation that still works. Refused: `not_found`, whatever is the reason."""
    found = Invitation.objects.select_related("team").filter(digest=digest).first()
    if found is None or not found.is_open_at(now()):
        raise NotFound(_("This invitation does not work. Ask for another."))
    return found


def is_staffed() -> bool:
    """Tell whether anybody has an account here: until then the first start is not over."""
    return Staff.objects.exists()


def team_names(brand_id: int) -> dict[int, str]:
    """Return the name of each team of the brand by its id, retired ones too."""
    return dict(Team.objects.filter(brand_id=brand_id).values_list("pk", "name"))


def team_for(*, brand_id: int, language: str) -> Team | None:
    """The team that takes a new case: the one that speaks the language, else the first."""
    return closest_team(teams_of(brand_id), language)


def closest_team(teams: Sequence[Team], language: str) -> Team | None:
    """Return which of a brand's teams at work takes a new case.

    The closest wins: `zh-Hant-TW` looks for itself, then `zh-Hant`, then `zh`, then any Chinese.
    Between equals, and for a language that nobody speaks, the order of the profile decides.
    """
    if not teams:
        return None
    return max(teams, key=lambda team: _closeness(team, language.lower().split("-")))


def _closeness(team: Team, wanted: list[str]) -> int:
    """How many leading parts of the tag the team speaks; a different script of it counts least."""
    best = 0
    for spoken in team.languages:
        parts = spoken.lower().split("-")
        if parts == wanted[: len(parts)]:
            best = max(best, 1 + len(parts))
        elif parts[0] == wanted[0]:
            best = max(best, 1)
    return best


def colleagues_of(brand_id: int) -> list[Staff]:
    """Return the active staff who are in a team of the brand now, by name."""
    at = now()
    here = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), team__brand_id=brand_id, team__retired_at=None
    )
    found = Staff.objects.filter(is_active=True, pk__in=here.values("staff_id"))
    return list(found.order_by("name", "pk"))


def teams_of(brand_id: int) -> list[Team]:
    """Return the brand's teams at work, in their order."""
    return list(Team.objects.filter(brand_id=brand_id, retired_at=None))


def teams_at_work(brand_ids: Collection[int]) -> dict[int, list[Team]]:
    """Return the teams at work of each of these brands, in their order."""
    found: dict[int, list[Team]] = {brand_id: [] for brand_id in brand_ids}
    for team in Team.objects.filter(brand_id__in=brand_ids, retired_at=None):
        found[team.brand_id].append(team)
    return found


def team_ids_of_staff(staff_id: int) -> list[int]:
    """Return the teams that this person is in now, among the brands in scope."""
    at = now()
    mine = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), staff_id=staff_id, team__retired_at=None
    )
    return list(mine.values_list("team_id", flat=True))


def is_still_there(staff_id: int, brand_id: int) -> bool:
    """Tell whether this person still works for the brand."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    return staff is not None and brand_id in staff.brands


@dataclass(frozen=True, slots=True)
class TeamSize:
    """A team as a list of teams shows it."""

    slug: str
    name: str
    languages: tuple[str, ...]
    members: int
    retired: bool


def teams_with_members(brand_id: int) -> list[TeamSize]:
    """Return a brand's teams in the order of its profile, the retired last."""
    teams = Team.objects.filter(brand_id=brand_id).annotate(members=Count("memberships"))
    found = [
        TeamSize(team.slug, team.name, tuple(team.languages), team.members, bool(team.retired_at))
        for team in teams
    ]
    return sorted(found, key=lambda team: team.retired)


def members_of(brand_id: int, team_slug: str) -> list[Membership]:
    """Return who works in a team, by name, each with their account."""
    members = Membership.objects.filter(team__brand_id=brand_id, team__slug=team_slug)
    return list(members.select_related("staff").order_by("staff__name", "pk"))


def token_keys_of(brand_id: int) -> list[TokenKey]:
    """Return a brand's keys for customer tokens, those in force first, the latest first."""
    return list(TokenKey.objects.filter(brand_id=brand_id).order_by("-active", "-pk"))


def customer_known_by(actor: Actor, text: str) -> Customer | None:
    """Return the customer whom an account, a number or an address names in the actor's brands.

    None where it names nobody, or somebody else at each of several brands.
    """
    named = Handle.objects.filter(brand_id__in=actor.brands, value__in={text, text.lower()})
    found = Customer.objects.filter(pk__in=named.values("customer_id")).select_related("brand")
    customers = list(found[:2])
    return customers[0] if len(customers) == 1 else None
