"""Who comes into the settings, and what every page there is given.

    @administers("hours")
    def show(request: AdminRequest, brand: Brand) -> HttpResponse: ...

The name is that of the section in `nav.SECTIONS`, which says who may open it. A section of a
brand has the brand's slug in its address; the view gets the brand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_administer
from pharos.brands.models import Brand
from pharos.brands.queries import brands_of
from pharos.kernel.errors import Forbidden
from pharos.people.actor import Actor
from pharos.web.admin.nav import SECTIONS, Section, groups_for
from pharos.web.http import StaffRequest, signed_in


class AdminRequest(StaffRequest):
    """A request that `administers` has let through."""

    actor: Actor
    section: str
    brand: Brand | None


View = Callable[..., HttpResponseBase]


def administers(section: str) -> Callable[[View], View]:
    """Let those in whose role the section is for, with the brand that the address names.

    Refused: other roles with 403, and with 404 a brand that is not theirs.
    """

    def decorate(view: View) -> View:
        @signed_in
        def guarded(request: StaffRequest, /, **address: Any) -> HttpResponseBase:
            admitted = _admitted(request, section)
            brand = brand_to_administer(admitted.actor, address.pop("slug"))
            admitted.brand = brand
            return view(admitted, brand, **address)

        update_wrapper(guarded, view)
        return guarded

    return decorate


def administers_all(section: str) -> Callable[[View], View]:
    """Let those in whose role the section is for. For sections that are of no brand."""

    def decorate(view: View) -> View:
        @signed_in
        def guarded(request: StaffRequest, /, **address: Any) -> HttpResponseBase:
            return view(_admitted(request, section), **address)

        update_wrapper(guarded, view)
        return guarded

    return decorate


def page(
    request: AdminRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the settings with its navigation."""
    brand, brands = request.brand, brands_of(request.actor)
    # On a page of no brand the navigation leads to the first of the actor's brands.
    chosen = brand or next(iter(brands), None)
    slug = chosen.slug if chosen else ""
    frame = {
        "actor": request.actor,
        "brand": brand,
        "brands": brands,
        "chosen": chosen,
        "section": _section(request.section),
        "navigation": groups_for(request.actor.role, slug, request.section),
    }
    return render(request, template, frame | dict(context), status=status)


def _admitted(request: StaffRequest, section: str) -> AdminRequest:
    actor = request.user.actor()
    if actor.role not in _section(section).roles:
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
    request.actor = actor  # type: ignore[attr-defined]
    request.section = section  # type: ignore[attr-defined]
    request.brand = None  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def _section(name: str) -> Section:
    return next(section for section in SECTIONS if section.view == name)
