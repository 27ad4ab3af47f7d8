from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pharos.channels.models import PendingFile
from pharos.channels.port import RemoteFile
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

BATCH = 10
LEASE = timedelta(minutes=5)  # longer than fetching the largest file takes
FIRST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=1)


def keep_pending_files(
    *,
    brand_id: int,
    account_id: int,
    conversation_id: int,
    seq: int,
    files: Sequence[RemoteFile],
) -> None:
    """Remember files that a message named, so that they are fetched. Repeats safely.

    Runs in the transaction that takes the message in: the one is not there without the other.
    """
    at = now()
    PendingFile.objects.bulk_create(
        [
            PendingFile(
                brand_id=brand_id,
                account_id=account_id,
                conversation_id=conversation_id,
                seq=seq,
                ref=file.ref,
                name=file.name[:255],
                content_type=file.content_type[:120],
                due_at=at,
            )
            for file in files
        ],
        ignore_conflicts=True,
    )


@action
def take_pending_files(*, actor: Actor, limit: int = BATCH) -> list[PendingFile]:
    """Take what is due and nobody else holds, for five minutes; then it is due again."""
    at = now()
    due = PendingFile.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        brand_id__in=actor.brands, due_at__lte=at
    )
    taken = list(
        due.select_related(
            "account__brand", "conversation__case", "conversation__customer"
        ).order_by("due_at", "pk")[:limit]
    )
    for one in taken:
        one.tries += 1
        one.due_at = at + LEASE
    PendingFile.objects.bulk_update(taken, ["tries", "due_at"])
    return taken


@action
def forget_pending_file(*, actor: Actor, pending_id: int) -> None:
    """Forget a file that was fetched, or given up. Repeats safely."""
    PendingFile.objects.filter(pk=pending_id, brand_id__in=actor.brands).delete()


@action
def postpone_pending_file(*, actor: Actor, pending_id: int, problem: str) -> None:
    """Try again later, each pause twice as long as the one before, up to an hour."""
    one = PendingFile.objects.filter(pk=pending_id, brand_id__in=actor.brands).first()
    if one is not None:
        one.problem = problem[:120]
        one.due_at = now() + min(FIRST_PAUSE * 2 ** min(one.tries, 10), LONGEST_PAUSE)
        one.save(update_fields=["problem", "due_at"])
