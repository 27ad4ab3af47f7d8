"""Reads of brands. They change rarely and are asked for with every request."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.parsing import parse_profile
from pharos.brands.profile import FileLimits, Profile
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import BrandHolder

FRESH_SECONDS: Final = 5.0
KEPT: Final = 1_000

_brands: OrderedDict[str, tuple[float, Brand]] = OrderedDict()
_profiles: OrderedDict[int, tuple[dict[str, object], Profile]] = OrderedDict()


def brand_by_slug(slug: str) -> Brand:
    """Return the brand, at most five seconds old; treat it as read-only. Refused: `not_found`."""
    known = _brands.get(slug)
    # Real time: the product's clock may stand still or run ahead, a cache must do neither.
    if known and time.monotonic() - known[0] < FRESH_SECONDS:
        return known[1]
    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        _brands.pop(slug, None)
        raise NotFound(_("There is no such brand."))
    _brands[slug] = (time.monotonic(), brand)
    _trim(_brands)
    return brand


def brand_by_id(brand_id: int) -> Brand:
    """Return a brand by what rows call it."""
    return Brand.objects.get(pk=brand_id)


def all_brand_ids() -> tuple[int, ...]:
    """Return the ids of every brand: what the program itself works for."""
    return tuple(Brand.objects.order_by("pk").values_list("pk", flat=True))


def brands_of(actor: BrandHolder) -> list[Brand]:
    """Return the brands that somebody may see, by name."""
    return list(Brand.objects.filter(pk__in=actor.brands).order_by("name", "pk"))


def all_brands() -> list[Brand]:
    """Return every brand: what the program itself works for."""
    return list(Brand.objects.order_by("pk"))


def profiles_of(brand_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what these brands promise, by their ids; at most five seconds old, for reading."""
    since = time.monotonic() - FRESH_SECONDS
    known = {brand.pk: brand for at, brand in list(_brands.values()) if at > since}
    missing = set(brand_ids) - known.keys()
    for brand in Brand.objects.filter(pk__in=missing) if missing else ():
        _brands[brand.slug] = (time.monotonic(), brand)
        known[brand.pk] = brand
    _trim(_brands)
    return {brand_id: known[brand_id].profile for brand_id in brand_ids if brand_id in known}


def slug_of(brand_id: int) -> str:
    """Return the slug of a brand that is there."""
    return Brand.objects.values_list("slug", flat=True).get(pk=brand_id)


def profile_of(brand: Brand) -> Profile:
    """Return the brand's profile, parsed once for as long as it stays the same."""
    known = _profiles.get(brand.pk)
    if known and known[0] == brand.profile:
        return known[1]
    profile = parse_profile(brand.profile, brand.slug)
    _profiles[brand.pk] = (brand.profile, profile)
    _trim(_profiles)
    return profile


def file_limits_of(brand_id: int) -> FileLimits:
    """Return what a brand takes of files. Refused: `not_found`."""
    return profile_of(brand_by_slug(slug_of(brand_id))).files


def forget_brands() -> None:
    """Read brands afresh from now on, in this process."""
    _brands.clear()


def _trim(cache: OrderedDict[Any, Any]) -> None:
    while len(cache) > KEPT:
        cache.popitem(last=False)
