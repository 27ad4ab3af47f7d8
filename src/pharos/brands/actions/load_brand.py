from __future__ import annotations

from pathlib import Path

from django.db import transaction

from pharos.brands.files import read_profile
from pharos.brands.models import Brand
from pharos.brands.queries import forget_brands


@transaction.atomic(durable=True)
def load_brand(path: Path) -> tuple[Brand, bool]:
    """Make the brand of a profile file, or bring it up to date; say whether it is new.

    No actor: brands come from the command line, before anybody has a place in one. Repeats
    safely. Refused: a file with anything wrong in it, with all of it named.
    """
    profile, contents = read_profile(path)
    brand, is_new = Brand.objects.update_or_create(
        slug=profile.slug, defaults={"name": profile.name, "profile": contents}
    )
    transaction.on_commit(forget_brands)
    return brand, is_new
