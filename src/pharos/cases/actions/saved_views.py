from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.cases.listing.criteria import Criteria
from pharos.cases.models import SavedView
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Team

NAME_MAX = 60
MOST = 60  # of one person, or a list of views is no longer one


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDraft:
    """A view to be kept. `audience` is `self`, `brand`, or a team by its id."""

    name: str
    criteria: Mapping[str, Any]
    audience: str = "self"


@action
def save_view(*, actor: Actor, draft: ViewDraft) -> SavedView:
    """Keep a list under a name, for oneself, or for a team or the brand to share.

    The same name of the same person is replaced. Refused without a name, for criteria that are
    none, for a team of another brand, and for sharing by whoever may not answer.
    """
    if not actor.may_read:
        raise NotFound(_("There is no such list."))
    name = " ".join(draft.name.split())[:NAME_MAX]
    if not name:
        raise Invalid(_("Give the list a name."), code="name_missing")
    criteria = Criteria.read(draft.criteria).as_json()
    team = _team(actor, draft.audience)
    if draft.audience != SavedView.Audience.SELF and not actor.may_reply:
        raise Forbidden(_("You can keep lists, but not share them."), code="read_only")

    mine = SavedView.objects.filter(brand_id__in=actor.brands, made_by=actor.id)
    view = mine.filter(name=name).first()
    before = {"audience": view.audience, "criteria": view.criteria} if view else {}
    if view is None:
        if mine.count() >= MOST:
            raise Invalid(
                _("You have many lists already. Remove one first."), code="too_many_views"
            )
        brand = team.brand_id if team else actor.brands[0]
        view = SavedView(brand_id=brand, made_by_id=actor.id or 0, name=name, created_at=now())
    view.audience = SavedView.Audience.TEAM if team else draft.audience
    view.team = team
    view.criteria = criteria
    view.save()
    if view.audience != SavedView.Audience.SELF or before.get("audience", "self") != "self":
        after = {"audience": view.audience, "criteria": criteria}
        record(
            actor,
            "view.saved",
            view.name,
            brand_id=view.brand_id,
            subject_id=view.pk,
            change=difference(before, after),
        )
    return view


@action
def delete_view(*, actor: Actor, view_id: int) -> None:
    """Remove a view. Refused for another person's, unless the actor supervises and it is shared."""
    view = SavedView.objects.filter(pk=view_id, brand_id__in=actor.brands).first()
    if view is None or (view.audience == "self" and view.made_by_id != actor.id):
        raise NotFound(_("There is no such list."))
    if view.made_by_id != actor.id and not actor.may_assign_others:
        raise Forbidden(_("This list is a colleague's."), code="not_yours")
    if view.audience != SavedView.Audience.SELF:
        record(actor, "view.removed", view.name, brand_id=view.brand_id, subject_id=view.pk)
    view.delete()


def _team(actor: Actor, audience: str) -> Team | None:
    if audience in (SavedView.Audience.SELF, SavedView.Audience.BRAND):
        return None
    team = None
    if audience.isascii() and audience.isdigit():
        team = Team.objects.filter(pk=int(audience), brand_id__in=actor.brands).first()
    if team is None:
        raise Invalid(_("There is no such team."), code="team_unknown")
    return team
