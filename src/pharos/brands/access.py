"""The only way to a brand for somebody who sets it up."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.kernel.errors import Forbidden, NotFound


class Administrator(Protocol):
    """Whoever acts, as far as this room needs to know; `people.Actor` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def brands(self) -> tuple[int, ...]: ...
    @property
    def may_administer(self) -> bool: ...


def brand_to_administer(actor: Administrator, slug: str) -> Brand:
    """Return one of the actor's brands, read afresh; absent and not theirs are the same answer."""
    brand = Brand.objects.filter(slug=slug, pk__in=actor.brands).first()
    if brand is None:
        raise NotFound(_("There is no such brand."))
    return brand


def brand_to_change(actor: Administrator, slug: str) -> Brand:
    """Return the brand locked until commit, if `actor` administers it or is the program itself."""
    brand = brand_to_administer(actor, slug)
    if not (actor.may_administer or actor.kind == "system"):
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
    return Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
