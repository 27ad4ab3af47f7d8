from __future__ import annotations

from django.db.models import Q

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.pauses import LEASE
from pharos.kernel.action import action
from pharos.kernel.time import now

MOST_TRIES = 3
TO_CHECK = (StoredFile.State.QUARANTINED, StoredFile.State.CHECKING)


@action
def take_for_checking(
    *,
    actor: Acting,  # noqa: ARG001 - its brands are the scope
    public_id: str | None = None,
    limit: int = 1,
) -> list[StoredFile]:
    """Lease the oldest files that wait for their check, so that nobody else checks them.

    A lease that ran out is taken again: whoever had it has died. What has taken three down is
    refused unseen.
    """
    at = now()
    waiting = StoredFile.objects.filter(state__in=TO_CHECK).filter(
        Q(leased_until=None) | Q(leased_until__lt=at)
    )
    if public_id is not None:
        waiting = waiting.filter(public_id=public_id)
    taken = list(waiting.select_for_update(skip_locked=True).order_by("created_at")[:limit])
    for file in taken:
        _lease(file)
    return [file for file in taken if file.state == StoredFile.State.CHECKING]


def _lease(file: StoredFile) -> None:
    file.tries += 1
    file.state, file.leased_until = StoredFile.State.CHECKING, now() + LEASE
    if file.tries > MOST_TRIES:
        file.state, file.why = StoredFile.State.REFUSED, "too_heavy"
    file.save(update_fields=["tries", "state", "leased_until", "why"])
