"""Files that could not be read in time, read once more: for secrets, and for what they name."""

from __future__ import annotations

import logging

from pharos.cases.references import references_in
from pharos.cases.uploads import secrets_in
from pharos.diagnosis.intake import diagnose_what_was_read_late
from pharos.files.actions.take_for_reading import take_for_reading
from pharos.files.checking import Looking, read_again
from pharos.files.models import StoredFile
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

LOOKING = Looking(
    secrets_in=secrets_in, references_in=references_in, then=diagnose_what_was_read_late
)


def read_held(actor: Actor) -> int:
    """Read once more what could not be read in time, and return how many files there were.

    What a file turns out to name is looked up, as if its customer had said so just now.
    """
    done = 0
    while file := take_for_reading(actor=actor):
        if file.reading == StoredFile.Reading.WAITING:
            try:
                read_again(actor, file, LOOKING)
            except OSError:
                # The lease runs out, and it is tried again.
                log.exception("reading file %s failed", file.public_id)
        done += 1
    return done
