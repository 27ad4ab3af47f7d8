from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pharos.brands.access import Administrator, brand_to_change
from pharos.brands.changing import Seen, change_fields
from pharos.brands.models import Brand
from pharos.kernel.action import action


@action
def change_profile(
    *, actor: Administrator, slug: str, changes: Mapping[str, Any], seen: Seen, what: str
) -> Brand:
    """Change some fields of a brand's profile; the whole is checked by the parser of the files.

    Refused: others than administrators; `newer_version` if somebody changed since what was
    `seen`; `profile_invalid`. Saving what is there already does nothing. The
    brand is locked.
    """
    brand = brand_to_change(actor, slug)
    change_fields(actor, brand, changes, seen=seen, what=what)
    return brand
