"""Telling what became of files that came with a message, once they are checked."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.words import Screened
from pharos.diagnosis.words import language_code
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.models import StoredFile
from pharos.files.words import why_refused
from pharos.kernel.action import action
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up_marks import leave_mark
from pharos.reception.receive import Message, receive_now
from pharos.safety.advice import WHAT_TO_DO
from pharos.safety.findings import ENDANGERING

log = logging.getLogger(__name__)

State = StoredFile.State
UNDER_WAY = (State.UPLOADING, State.QUARANTINED, State.CHECKING)
SETTLED = (State.READY, State.REFUSED)
# What came together is shown together, unless one of it takes longer than this.
TOGETHER = timedelta(seconds=30)
BATCH = 50


def tell_arrived_files(actor: Actor) -> int:
    """Tell of files that are checked, up to `BATCH`, and return how many there were.

    What goes wrong with those of one message keeps no others from their turn.
    """
    with reading(actor):
        due = list(_due().order_by("pk").values_list("pk", flat=True)[:BATCH])
    for file_id in due:
        try:
            tell_arrived(actor=actor, file_id=file_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("telling of file %s failed and will be tried again", file_id)
    return len(due)


@action
def tell_arrived(*, actor: Actor, file_id: int) -> int:  # noqa: ARG001 - its brands are the scope
    """Show a file, and those that came with it, to staff and customer; return how many were told.

    Those that may be shown are a further message of the customer's, by the function that takes in
    all messages; those that may not are told with the reason. Each is told once: the entry and the
    mark on the file are one transaction. The case is locked, then the files.
    """
    first = _due().filter(pk=file_id).first()
    if first is None or first.conversation_id is None:
        return 0
    thread = Conversation.objects.select_related("case", "case__customer").get(
        pk=first.conversation_id
    )
    case = locked(thread.case)
    same = StoredFile.objects.filter(conversation_id=thread.pk, came_with=first.came_with)
    files = list(
        same.filter(state__in=SETTLED, told_at=None, entry_seq=None)
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    position = _position(first)
    ready = [file for file in files if file.state == State.READY]
    for start in range(0, len(ready), MOST_ON_ENTRY):
        _show(thread, ready[start : start + MOST_ON_ENTRY], position)
    refused = [file for file in files if file.state == State.REFUSED]
    if refused:
        tell_refused(case, thread, refused, position=position)
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(told_at=now())
    return len(files)


def _due() -> QuerySet[StoredFile]:
    """Files that can be told: all that came with them are checked, or they have waited enough."""
    others = StoredFile.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        came_with=OuterRef("came_with"),
        state__in=UNDER_WAY,
    )
    untold = StoredFile.objects.filter(
        came_with__isnull=False, told_at=None, entry_seq=None, state__in=SETTLED
    )
    return untold.filter(Q(created_at__lt=now() - TOGETHER) | ~Exists(others))


def _show(thread: Conversation, files: Sequence[StoredFile], position: int) -> None:
    """Add them to the conversation as the customer's. What they claim they hold for good."""
    message = Message(
        brand_id=thread.brand_id,
        customer_id=thread.customer_id,
        author_name=thread.case.customer.name,
        channel=thread.channel,
        external_id=thread.external_id,
        client_token=f"files:{files[0].public_id}",
        words=Screened(text="", removed=()),
        at=now(),
        files=tuple(str(file.public_id) for file in files),
        files_of=files[0].owner_id,
        came_with=position,
    )
    answer = receive_now(message)
    assert answer.status == "appended", f"files that arrived were not shown: {answer.status}"


def tell_refused(
    case: Case, thread: Conversation, files: Sequence[StoredFile], *, position: int
) -> None:
    """Say which files are not shown and why, and what to do about a secret.

    One that opens an account or a wallet is followed up as if they had written it. The caller holds
    the case.
    """
    kinds = sorted({kind for file in files for kind in file.secret_kinds})
    told, *_advice = append(*_refused(case, thread, files, kinds, position=position))
    if ENDANGERING.intersection(kinds):
        leave_mark(case, seq=told.seq, at=told.at)


def _refused(
    case: Case,
    thread: Conversation,
    files: Sequence[StoredFile],
    kinds: Sequence[str],
    *,
    position: int,
) -> list[NewEntry]:
    system = Actor.system(case.brand_id)
    with override(language_code(thread.language)):
        told = [f"{file.name}: {why_refused(file.why)}" for file in files]
        words = "\n".join([_("We could not take this from your message:"), *told])
        advice = "\n\n".join(str(WHAT_TO_DO[kind]) for kind in kinds if kind in WHAT_TO_DO)
    payload: dict[str, object] = {
        "with": position,
        "refused": [{"name": file.name, "why": file.why} for file in files],
        **({"kinds": kinds} if kinds else {}),
    }
    entries = [
        entry_of(
            case,
            system,
            "files",
            conversation=thread,
            visibility="customer",
            body=words,
            payload=payload,
        )
    ]
    if kinds:
        entries.append(
            entry_of(
                case,
                system,
                "removed",
                conversation=thread,
                visibility="customer",
                body=advice,
                payload={"kinds": kinds},
            )
        )
    return entries


def _position(file: StoredFile) -> int:
    """Where the message that it came with stands in its conversation."""
    wanted = {"case_id": file.case_id or 0, "seq": file.came_with or 0}
    message = Entry.objects.filter(**wanted).first()
    return (message.position if message else None) or 0
