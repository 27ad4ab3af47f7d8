"""Changing part of a brand's profile: the steps that actions share, inside their transaction."""

# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator
from pharos.brands.models import Brand
from pharos.brands.parsing import parse_profile
from pharos.brands.queries import forget_brands
from pharos.kernel.audit import difference, record
from pharos.kernel.canonical import canonical_json
from pharos.kernel.errors import Conflict

NAMES: Final = ("slug", "code", "kind", "key")


@dataclass(frozen=True, slots=True)
class Seen:
    """Some fields of a profile as they were shown, so that a later change of them can be told."""

    fields: tuple[str, ...]
    version: str

    @classmethod
    def in_profile(cls, profile: Mapping[str, Any], fields: tuple[str, ...]) -> Seen:
        shown = {name: profile.get(name) for name in fields}
        return cls(fields, sha256(canonical_json(shown).encode()).hexdigest()[:16])

    def is_still_in(self, profile: Mapping[str, Any]) -> bool:
        return self == self.in_profile(profile, self.fields)


def change_fields(
    actor: Administrator, brand: Brand, changes: Mapping[str, Any], *, seen: Seen, what: str
) -> None:
    """Change these fields of a locked brand, if the whole is right then; None takes a field away.

    Refused: `newer_version` if somebody changed what was `seen` since, and
    `profile_invalid` with everything that would be wrong. What stays the same is not recorded.
    """
    if not seen.is_still_in(brand.profile):
        raise Conflict(_("Somebody else has saved this meanwhile."), code="newer_version")
    whole = {**brand.profile, **changes}
    whole = {name: value for name, value in whole.items() if value is not None}
    profile = parse_profile(whole, brand.slug)
    if profile.slug != brand.slug:
        raise Conflict(_("A brand keeps its name in addresses."), code="slug_stays")

    change = difference(flat(brand.profile), flat(whole))
    if not change:
        return
    brand.name, brand.profile = profile.name, whole
    brand.save(update_fields=["name", "profile"])
    record(actor, what, brand.name, brand_id=brand.pk, subject_id=brand.slug, change=change)
    transaction.on_commit(forget_brands)


def flat(value: Any, place: str = "") -> dict[str, Any]:
    """Lay out nested values by their path: `channels.mail.state`, `hours.week.0.from`."""
    is_list = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    if isinstance(value, dict) and value:
        items = [(str(name), item) for name, item in value.items()]
    elif is_list:
        items = [(_name(item, number), item) for number, item in enumerate(value)]
    else:
        return {place: value} if place else {}
    # Which there are, and in what order, is told beside what each of them is.
    found: dict[str, Any] = {place: [name for name, _item in items]} if is_list else {}
    for name, item in items:
        found |= flat(item, f"{place}.{name}" if place else name)
    return found


def _name(item: Any, number: int) -> str:
    names = (item.get(name) for name in NAMES) if isinstance(item, dict) else iter(())
    return str(next((name for name in names if name), number))
