"""First messages that begin a case each, taken in many at a time.

One SQL function does the whole walk in one transaction (migrations/0012_open.sql): whom it is from,
the case with its conversation, the message, the clock, the mark. It is for what cannot join an open
case and brings no files; all else comes in by `admit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from pharos.cases.words import Screened, shortened
from pharos.kernel.action import action
from pharos.kernel.canonical import canonical_json
from pharos.kernel.errors import Busy
from pharos.kernel.ids import new_case_number
from pharos.kernel.reasons import UNSORTED
from pharos.people.actions.know_sender import CLAIMED
from pharos.people.actor import Actor
from pharos.people.browser import known_language
from pharos.people.queries import team_for
from pharos.people.sender import Sender

# For the group-commit writer: $1 is a JSON array of `Beginning.row(team_id)`s.
OPEN: Final = "SELECT * FROM reception_open($1::json)"
OPEN_ONE: Final = "SELECT status, number FROM reception_open(%s::json)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """One screened message that begins a conversation, and the account that it came from.

    `external_id` is the name of the conversation; the item is taken in once. Without a `subject`
    the first words stand in lists.
    """

    brand_id: int
    channel: str
    external_id: str
    item: str
    client_token: str
    sender: Sender
    language: str
    words: Screened
    subject: Screened
    at: datetime
    # What its words make it look like, until a person says what it is about.
    predicted: str = ""
    # What the entry says besides its words.
    more: Mapping[str, Any] = field(default_factory=dict)

    def row(self, team_id: int) -> dict[str, Any]:
        payload = {**self.more, **(self.words.payload or {})}
        return {
            "client_token": self.client_token,
            "brand_id": self.brand_id,
            "team_id": team_id,
            "channel": self.channel,
            "external_id": self.external_id,
            "item": self.item,
            "sender_kind": self.sender.kind,
            "sender": self.sender.value,
            "sender_name": self.sender.name.strip()[:120],
            "sender_language": known_language(self.sender.language),
            "sender_assurance": CLAIMED if self.sender.proved_by else 0,
            "proved_by": self.sender.proved_by,
            "number": new_case_number(),
            "reason": UNSORTED,
            "predicted": self.predicted,
            "language": self.language,
            "timezone": "",
            "surface": "",
            "subject": shortened(self.subject.text or self.words.text),
            "last_words": shortened(self.words.text),
            "body": self.words.text,
            "payload": canonical_json(payload) if payload else None,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of it, and the number of its case.

    `opened`, `repeated` for what was taken in before, or `not_plain` for what has to come in by
    `admit`, of which nothing was written.
    """

    status: str
    number: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status in ("opened", "repeated")


def begin(*, actor: Actor, beginning: Beginning) -> Begun:
    """Open a case for a first message. Repeats safely: the same item opens no other."""
    try:
        return _begin(actor=actor, beginning=beginning)
    except IntegrityError:
        # Somebody was quicker with the same, or with the same new sender: now they are there.
        return _begin(actor=actor, beginning=beginning)


@action
def _begin(*, actor: Actor, beginning: Beginning) -> Begun:
    assert beginning.brand_id in actor.brands, "whoever opens the door stands in that brand"
    team = team_for(brand_id=beginning.brand_id, language=beginning.language)
    if team is None:
        raise Busy(_("Nobody is set up to answer here yet."), code="no_team")
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ONE, [orjson.dumps([beginning.row(team.pk)]).decode()])
        status, number = cursor.fetchone()
        return Begun(status, number or "")
