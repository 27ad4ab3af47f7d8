"""Files that come with a message of mail, a messenger or a form: kept, checked later, then shown.

How a channel takes them in:

    ids = arrive(actor, [ArrivingFile(name="trade.pdf", content=part), ...])
    admit(actor=actor, inbound=Inbound(..., arriving=ids))

`arrive` writes the bytes to the storage, outside any transaction; `admit` binds them to the message
that it writes, in the same transaction (`bind`). If that commits the files are there; if it does
not, or the message was a repeat, the sweep deletes them after a day. A worker checks them and
`reception/arrived.py` writes the entry that shows them, or says which one was refused and why.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from pharos.cases.models import Case, Conversation
from pharos.cases.uploads import limits_of, screened_name
from pharos.files.actions.note_not_taken import note_not_taken
from pharos.files.announced import Announced
from pharos.files.arriving import Came, bind_to, keep
from pharos.files.limits import MOST_BYTES_WITH_MESSAGE, MOST_NAMES, MOST_WITH_MESSAGE
from pharos.files.words import NAMELESS
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivingFile:
    """One file as it came. `content` is bytes, or a file that can be rewound.

    The type that its sender names gives a nameless file its ending, and is not believed beyond.
    """

    content: bytes | BinaryIO
    name: str = ""
    content_type: str = ""


def arrive(actor: Actor, files: Sequence[ArrivingFile]) -> tuple[str, ...]:
    """Keep files of a customer in quarantine, and return one id for each, to bind to a message.

    Not inside a transaction: when it returns, the bytes are on the disk. None is left out silently:
    what is too large or one too many has an id too, and is told as refused. Raises `storage_full`
    and `storage_away`: the sender must try again. Calling it again keeps everything again.
    """
    assert actor.is_customer, "only customers hand files in by this way"
    return tuple(_arrived(actor, files))


def bind(case: Case, conversation: Conversation, seq: int, ids: Sequence[str]) -> None:
    """Bind what arrived to the entry `seq`, in the transaction that writes it and holds the case.

    Refused with `files_refused` if a file is gone (a day after it arrived) or bound already: roll
    back, and let it arrive again. `admit` does this for `Inbound.arriving`.
    """
    if not ids:
        return
    came = Came(brand_id=case.brand_id, case_id=case.pk, conversation_id=conversation.pk, seq=seq)
    bind_to(came, ids, limits_of(case.brand_id))


def _arrived(actor: Actor, files: Sequence[ArrivingFile]) -> Iterator[str]:
    """The first ones are kept, the next ones told by name, and of the rest how many they are."""
    limits, left = limits_of(actor.brands[0]), MOST_BYTES_WITH_MESSAGE
    for place, file in enumerate(files[: MOST_WITH_MESSAGE + MOST_NAMES]):
        content = io.BytesIO(file.content) if isinstance(file.content, bytes) else file.content
        length = content.seek(0, io.SEEK_END)
        content.seek(0)
        announced = _announced(actor, _name_of(file), length)
        if place >= MOST_WITH_MESSAGE or length > left:
            yield _not_taken(actor, announced)
            continue
        left -= length
        yield keep(actor, announced, content, limits)
    if more := len(files[MOST_WITH_MESSAGE + MOST_NAMES :]):
        yield _not_taken(actor, _announced(actor, _("%(many)d more files") % {"many": more}, 0))


def _announced(actor: Actor, name: str, length: int) -> Announced:
    return Announced(
        brand_id=actor.brands[0],
        name=name,
        length=length,
        is_visitor=actor.assurance == 0,
    )


def _not_taken(actor: Actor, announced: Announced) -> str:
    return str(note_not_taken(actor=actor, announced=announced, why="too_many").public_id)


def _name_of(file: ArrivingFile) -> str:
    if file.name.strip():
        return screened_name(file.name)
    return f"{NAMELESS}{mimetypes.guess_extension(file.content_type) or ''}"
