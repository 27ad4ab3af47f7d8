from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.brands.changing import flat
from pharos.brands.models import Brand
from pharos.brands.parsing import parse_profile
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.scope import enter_brands
from pharos.people.actor import Actor
from pharos.people.models import Membership
from pharos.people.teams import bring_teams_up_to_date


@action
def create_brand(*, actor: Actor, contents: Mapping[str, Any]) -> Brand:
    """Make a brand of a profile's contents, and put the actor into its first team.

    Refused: others than administrators; a slug that is taken (`brand_taken`); anything wrong in
    the contents (`profile_invalid`).
    """
    if not actor.may_administer or actor.id is None:
        raise Forbidden(_("Only an administrator makes brands."), code="not_administrator")
    kept = {name: value for name, value in contents.items() if value is not None}
    profile = parse_profile(kept, str(contents.get("slug", "")))
    if Brand.objects.filter(slug=profile.slug).exists():
        raise Conflict(_("There is a brand at this address already."), code="brand_taken")

    brand = Brand.objects.create(slug=profile.slug, name=profile.name, profile=kept)
    enter_brands((*actor.brands, brand.pk))
    teams = bring_teams_up_to_date(brand)
    Membership.objects.create(staff_id=actor.id, team=teams[0])

    change = {name: (None, value) for name, value in flat(kept).items()}
    record(
        actor, "brand.added", brand.name, brand_id=brand.pk, subject_id=brand.slug, change=change
    )
    return brand
