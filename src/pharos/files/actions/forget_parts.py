from __future__ import annotations

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.action import action


@action
def forget_parts(*, actor: Acting, file_id: int) -> None:  # noqa: ARG001 - its brands are the scope
    """Note that what was uploaded has been destroyed. Repeats safely."""
    StoredFile.objects.filter(pk=file_id).update(parts=[])
