from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.diagnosis.models import PublicStatus
from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an exchange told everybody, as JSON keeps it."""

    networks: list[dict[str, Any]]
    pauses: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    is_whole: bool
    as_of: datetime
    stale_after: datetime


@action
def keep_status(*, actor: Actor, brand_id: int, told: Told) -> bool:
    """Keep what the brand's exchange told everybody. What is older changes nothing (False)."""
    if not actor.may_see_brand(brand_id):
        raise NotFound(_("There is no such brand."))
    kept = PublicStatus.objects.select_for_update().filter(brand_id=brand_id)
    if kept.filter(as_of__gt=told.as_of).exists():
        return False
    values = {name: getattr(told, name) for name in Told.__dataclass_fields__}
    PublicStatus.objects.update_or_create(brand_id=brand_id, defaults=values)
    return True
