"""Handing in files: what a brand takes, what may stand in a name, and what a check looks for.

The files themselves are the room `files`, which knows nothing of cases, brands and secrets.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic, sleep

from pharos.brands.queries import file_limits_of
from pharos.cases.references import references_in
from pharos.cases.words import LONGEST
from pharos.files.access import file_to_continue
from pharos.files.actions.begin_upload import begin_upload
from pharos.files.actions.take_for_checking import take_for_checking
from pharos.files.announced import Announced
from pharos.files.checking import check
from pharos.files.errors import KeyMissing
from pharos.files.limits import MB, Limits
from pharos.files.models import StoredFile
from pharos.files.uploading import write_part
from pharos.files.words import NAMELESS
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.safety.findings import ENDANGERING
from pharos.safety.screening import screen, screen_file_name, screen_read

log = logging.getLogger(__name__)

# Up to this size a file is checked while its sender waits; beyond, by the worker.
CHECKED_AT_ONCE = 8 * MB
# How long a sender without script waits for the check of somebody else, and how often they look.
PATIENCE_SECONDS, LOOK_SECONDS = 30.0, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What somebody says of a file before its first byte."""

    name: str
    length: int
    brand_id: int
    case_id: int | None = None


def begin(actor: Actor, handed: Handed) -> StoredFile:
    """Begin an upload for whoever acts. Refused as `begin_upload` refuses."""
    announced = Announced(
        brand_id=handed.brand_id,
        name=screened_name(handed.name),
        length=handed.length,
        case_id=handed.case_id,
        is_visitor=actor.is_customer and actor.assurance == 0,
    )
    return begin_upload(actor=actor, announced=announced, limits=limits_of(handed.brand_id))


def take_in(actor: Actor, public_id: str, offset: int, content: bytes) -> StoredFile:
    """Keep one part; if it was the last of a small file, check the file before answering."""
    file = write_part(actor, public_id, offset, content)
    if file.state == StoredFile.State.QUARANTINED and file.length <= CHECKED_AT_ONCE:
        return check_now(actor, file)
    return file


def check_now(actor: Actor, file: StoredFile) -> StoredFile:
    """Check one file, unless somebody else is at it."""
    taken = take_for_checking(actor=actor, public_id=str(file.public_id))
    return check(actor, taken[0], secrets_in, references_in) if taken else file


def settled(actor: Actor, file: StoredFile) -> StoredFile:
    """Return the file once it is checked, by us or by whoever was quicker.

    The worker takes what waits as soon as it is whole, so it may be at it when its sender asks.
    After `PATIENCE_SECONDS` the file is returned as it is: whoever had it has died, and the
    worker takes it again when its lease is over.
    """
    until = monotonic() + PATIENCE_SECONDS
    while not file.is_settled and monotonic() < until:
        file = check_now(actor, file)
        if not file.is_settled:
            sleep(LOOK_SECONDS)
            with reading(actor):
                file = file_to_continue(actor, str(file.public_id))
    return file


def check_waiting(actor: Actor) -> int:
    """Check what waits, one after the other, to the first that fails, and return how many."""
    done = 0
    while taken := take_for_checking(actor=actor):
        for file in taken:
            try:
                if not check(actor, file, secrets_in, references_in).is_settled:
                    return done  # the scanner is away: the others wait, too
            except (OSError, KeyMissing):
                # The lease runs out, and it is tried again. The others have their next turn: many
                # that fail at once must not keep the worker busy.
                log.exception("checking file %s failed", file.public_id)
                return done + 1
            done += 1
    return done


def limits_of(brand_id: int) -> Limits:
    """Return what a brand takes, from its profile."""
    told = file_limits_of(brand_id)
    return Limits(
        file=told.file_mb * MB,
        case=told.case_mb * MB,
        visitor_day=told.visitor_mb_a_day * MB,
        visitor_files_day=told.visitor_files_a_day,
        customer_files_day=told.customer_files_a_day,
    )


def secrets_in(text: str) -> tuple[str, ...]:
    """Return which kinds of secrets there are in the text of a file, however it was read.

    A long one is a list or a log, where numbers without words beside them are no cards or codes.
    """
    if len(text) <= LONGEST:
        return screen_read(text).kinds
    return tuple(kind for kind in screen(text).kinds if kind in ENDANGERING)


def screened_name(name: str) -> str:
    """A name that holds a secret is no name: only its ending is kept."""
    if not screen_file_name(name).removed:
        return name
    ending = name.rpartition(".")[2]
    return f"{NAMELESS}.{ending}" if ending.isalnum() and len(ending) <= len(NAMELESS) else NAMELESS
