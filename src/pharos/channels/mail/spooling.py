"""A mail sealed in the spool, and what it was once it is opened."""

from __future__ import annotations

import base64
from datetime import datetime

import orjson

from pharos.channels.mail.reading.read import Envelope
from pharos.channels.mail.taking import Came
from pharos.channels.port import Account
from pharos.people.actor import Actor
from pharos.reception.spool import Raw, spool


def spool_mail(account: Account, came: Came, *, problem: str) -> None:
    """Seal a mail until it can be taken in. The same again waits once."""
    envelope = came.envelope or Envelope()
    content = orjson.dumps(
        {
            "mail": base64.b64encode(came.raw).decode(),
            "from": envelope.sender,
            "to": list(envelope.recipients),
            "at": came.at.isoformat(),
        }
    )
    raw = Raw(channel=account.kind, account=str(account.id), content=content)
    system = Actor.system(account.brand_id)
    spool(actor=system, brand_id=account.brand_id, raw=raw, problem=problem)


def mail_of(content: bytes) -> Came | None:
    """Return the mail that was sealed; None if it was something else."""
    told = orjson.loads(content)
    if "mail" not in told:
        return None
    return Came(
        raw=base64.b64decode(told["mail"]),
        at=datetime.fromisoformat(told["at"]),
        envelope=Envelope(sender=told["from"], recipients=tuple(told["to"])),
    )
