from __future__ import annotations

from pharos.files.announced import Announced
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.words import clean_name
from pharos.kernel.action import action


@action
def note_not_taken(*, actor: Acting, announced: Announced, why: str) -> StoredFile:
    """Keep the name of a file that came and may not come in, so that it can be told. No bytes."""
    return StoredFile.objects.create(
        brand_id=announced.brand_id,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        name=clean_name(announced.name),
        length=announced.length,
        state=StoredFile.State.REFUSED,
        why=why,
    )
