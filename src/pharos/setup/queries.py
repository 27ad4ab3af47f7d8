"""The set-up as it is, in the form in which it is exported. Runs inside the brands' scope."""

from __future__ import annotations

from typing import Any

from pharos.brands.models import Brand, TokenKey
from pharos.cases.models import SavedView
from pharos.knowledge.models import SavedReply, Tag
from pharos.people.models import Membership
from pharos.setup.accounts import accounts_out
from pharos.setup.files import Setup
from pharos.setup.outlets import outlets_out


def setup_of(brands: list[Brand]) -> Setup:
    """Return all parts of these brands. Shared secrets are not among them."""
    return {brand.slug: _brand(brand) for brand in brands}


def brands_named(slugs: list[str]) -> list[Brand]:
    """Return the brands at these addresses that are there, whoever may see them."""
    return list(Brand.objects.filter(slug__in=slugs).order_by("slug"))


def _brand(brand: Brand) -> dict[str, Any]:
    return {
        "profile": brand.profile,
        "members": _members(brand),
        "tags": [
            {"name": tag.name, "colour": tag.colour, "retired": tag.retired_at is not None}
            for tag in Tag.objects.filter(brand=brand)
        ],
        "saved_replies": [
            _without_nothing(
                {"name": reply.name, "owner": _address(reply.owner), "texts": reply.texts}
            )
            for reply in SavedReply.objects.filter(brand=brand, retired_at=None)
            .select_related("owner")
            .order_by("owner__email", "name")
        ],
        "token_keys": [
            {"key_id": key.key_id, "public_key": key.secret_or_public, "active": key.active}
            for key in TokenKey.objects.filter(
                brand=brand, algorithm=TokenKey.Algorithm.EDDSA
            ).order_by("key_id")
        ],
        "views": [
            _without_nothing(
                {
                    "name": view.name,
                    "made_by": view.made_by.email,
                    "audience": view.audience,
                    "team": view.team.slug if view.team else None,
                    "criteria": view.criteria,
                }
            )
            for view in SavedView.objects.filter(brand=brand)
            .select_related("made_by", "team")
            .order_by("made_by__email", "name", "pk")
        ],
        "accounts": accounts_out(brand),
        "outlets": outlets_out(brand),
    }


def _members(brand: Brand) -> list[dict[str, Any]]:
    members = Membership.objects.filter(team__brand=brand, team__retired_at=None)
    return [
        _without_nothing(
            {
                "team": member.team.slug,
                "email": member.staff.email,
                "name": member.staff.name,
                "role": member.staff.role,
                "until": member.until.isoformat() if member.until else None,
            }
        )
        for member in members.select_related("team", "staff").order_by(
            "team__position", "staff__email"
        )
    ]


def _address(staff: Any) -> str | None:
    return staff.email if staff else None


def _without_nothing(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if item is not None}
