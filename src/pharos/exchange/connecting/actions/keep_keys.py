from __future__ import annotations

import secrets
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator
from pharos.exchange.connecting.access import connection_to_change
from pharos.exchange.connecting.keys import name_of
from pharos.exchange.http.token import BrandKey
from pharos.exchange.models import Connection
from pharos.kernel.action import action
from pharos.kernel.audit import SECRET, record
from pharos.kernel.audit.record import Change
from pharos.kernel.errors import Conflict, NotFound
from pharos.kernel.time import now

SECRET_BYTES: Final = 48
# One that is used, and one that takes its place.
MOST_WEBHOOK_KEYS: Final = 5


@action
def make_signing_key(*, actor: Administrator, slug: str) -> Connection:
    """Make the Ed25519 key that our questions are signed with, in place of the one before.

    From now on we sign with it. The exchange has to be given its public half.
    """
    connection = connection_to_change(actor, slug)
    before = connection.key_id or None
    key = BrandKey.new(f"{slug}-{now():%Y-%m-%d}-{secrets.token_hex(2)}"[-60:])
    connection.key_id, connection.signing_key = key.id, key.pem()
    connection.changed_at = now()
    connection.save(update_fields=["key_id", "signing_key", "changed_at"])
    change = {"key_id": (before, key.id), "key": (SECRET if before else None, SECRET)}
    _record(actor, "exchange.key_made", connection, change)
    return connection


@action
def add_webhook_key(*, actor: Administrator, slug: str) -> str:
    """Make a secret that the exchange signs its webhooks with, and return it, this once.

    Those there already are still believed. Refused beyond five (`keys_many`).
    """
    connection = connection_to_change(actor, slug)
    if len(connection.webhook_keys) >= MOST_WEBHOOK_KEYS:
        raise Conflict(_("Retire a secret first; five are enough."), code="keys_many")
    made = secrets.token_urlsafe(SECRET_BYTES)
    connection.webhook_keys = [made, *connection.webhook_keys]
    connection.changed_at = now()
    connection.save(update_fields=["webhook_keys", "changed_at"])
    change = {name_of(made): (None, SECRET)}
    _record(actor, "exchange.webhook_key_added", connection, change)
    return made


@action
def retire_webhook_key(*, actor: Administrator, slug: str, name: str) -> None:
    """Believe no webhook any more that is signed with this secret. Refused: one that is gone."""
    connection = connection_to_change(actor, slug)
    kept = [key for key in connection.webhook_keys if name_of(key) != name]
    if len(kept) == len(connection.webhook_keys):
        raise NotFound(_("There is no such key."))
    connection.webhook_keys, connection.changed_at = kept, now()
    connection.save(update_fields=["webhook_keys", "changed_at"])
    _record(actor, "exchange.webhook_key_retired", connection, {name: (SECRET, None)})


def _record(
    actor: Administrator,
    what: str,
    connection: Connection,
    change: Change,
) -> None:
    brand = connection.brand
    record(actor, what, brand.name, brand_id=brand.pk, subject_id=connection.pk, change=change)
