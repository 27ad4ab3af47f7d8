"""A request of a vendor's, from its check to the answer; kept sealed where it cannot be taken."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.models import Brand
from pharos.cases.arriving import ArrivingFile
from pharos.channels.actions.note_account import note_heard
from pharos.channels.long_words import whole_of
from pharos.channels.mail.reading.read import Envelope
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.port import (
    Account,
    Arrival,
    Channel,
    Happening,
    Mailed,
    Reply,
    Request,
    Unreadable,
    Update,
)
from pharos.channels.taking import take, take_arrival
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.sender import Sender
from pharos.reception.spool import Raw, spool

log = logging.getLogger(__name__)

SHOWN: Final = 4_000
# Then nothing else can be taken in either.
DatabaseAway: Final = (InterfaceError, OperationalError)


def take_request(channel: Channel, account: Account, brand: Brand, request: Request) -> Reply:
    """Take in everything in a request, in its order; the vendor is answered after the commit.

    Raises Disbelieved for whoever cannot prove to be the vendor. What is theirs and cannot be
    understood becomes a case for a person. What cannot be taken in just now waits in the spool, so
    that nothing depends on the vendor trying again; only if that fails too does this raise.
    """
    try:
        update = channel.read(account, request)
    except Unreadable as error:
        take_unreadable(account, brand, request.body, problem=str(error))
        return Reply()
    try:
        take_update(account, brand, update)
    except Exception as error:
        log.exception("an update waits in the spool", extra={"account": account.id})
        keep(account, request, problem=type(error).__name__)
    return update.reply


def take_update(account: Account, brand: Brand, update: Update) -> None:
    """Take in all happenings of an update. Doing it again changes nothing.

    What cannot be taken in keeps nothing of other chats from it; then the first error is raised.
    """
    held: set[str] = set()
    first: Exception | None = None
    for happening in update.happenings:
        names = {getattr(happening, name, "") for name in ("thread", "item")} - {""}
        if names & held:
            held |= names  # nothing comes before what was written before it
            continue
        try:
            _take_one(account, brand, happening)
        except DatabaseAway:
            raise
        except Exception as error:
            log.exception("a part of an update was not taken in", extra={"account": account.id})
            held |= names
            first = first or error
    for content in update.unreadable:
        take_unreadable(account, brand, content, problem="a part of it")
    if first is not None:
        raise first
    if update.happenings:
        note_heard(actor=Actor.system(brand.pk), account_id=account.id)


def _take_one(account: Account, brand: Brand, happening: Happening) -> None:
    if isinstance(happening, Mailed):
        take_mail(account, brand, came_of(happening))
    else:
        take(account, brand, happening)


def came_of(mailed: Mailed) -> Came:
    """A provider's mail as it came to us."""
    envelope = Envelope(sender=mailed.envelope_from, recipients=mailed.envelope_to)
    return Came(raw=mailed.raw, at=now(), envelope=envelope)


def take_unreadable(account: Account, brand: Brand, content: bytes, *, problem: str) -> None:
    """Show a person what a vendor sent and nobody understands, screened like any message.

    What is too long to be read there is attached as a whole.
    """
    text = content.decode("utf-8", "replace")
    files = whole_of(text, "original.txt", longest=SHOWN)
    show_a_person(account, brand, Shown(content, text[:SHOWN], files), problem=problem)


@dataclass(frozen=True, slots=True)
class Shown:
    """What came, and as what a person gets to see it."""

    content: bytes
    text: str
    files: Sequence[ArrivingFile] = ()


def show_a_person(account: Account, brand: Brand, shown: Shown, *, problem: str) -> None:
    """Make a case of what could not be taken in as what it is. The same again changes nothing."""
    log.warning("an update could not be read: %s", problem, extra={"account": account.id})
    with override(brand.profile["languages"][0]):
        said = _("Something arrived here that could not be read. This is what it was:")
    item = f"unreadable:{hashlib.sha256(shown.content).hexdigest()}"
    arrival = Arrival(
        item=item,
        thread=item,
        sender=Sender(kind=f"{account.kind}_unread", value=str(account.id)),
        at=now(),
        text=f"{said}\n\n{shown.text}",
        automatic="unreadable",
    )
    take_arrival(account, brand, arrival, shown.files)


def keep(account: Account, request: Request, *, problem: str) -> None:
    """Seal a request in the spool."""
    raw = Raw(channel=account.kind, account=str(account.id), content=_written(request))
    spool(
        actor=Actor.system(account.brand_id),
        brand_id=account.brand_id,
        raw=raw,
        problem=problem,
    )


def _written(request: Request) -> bytes:
    return orjson.dumps(
        {
            "method": request.method,
            "headers": dict(request.headers),
            "query": dict(request.query),
            "body": base64.b64encode(request.body).decode(),
            "at": request.at.isoformat(),
            "path": request.path,
        }
    )


def request_of(content: bytes) -> Request:
    """Return the request that was sealed."""
    told = orjson.loads(content)
    return Request(
        method=told["method"],
        headers=told["headers"],
        query=told["query"],
        body=base64.b64decode(told["body"]),
        at=datetime.fromisoformat(told["at"]),
        path=told.get("path", ""),
    )
