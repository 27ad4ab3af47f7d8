"""The client of a brand that is connected over HTTP: made once, and again when it is changed.

It knows nothing of chains, so that whoever only asks an exchange loads none of their libraries.
"""

from __future__ import annotations

import threading
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange
from pharos.exchange.http.token import BrandKey
from pharos.exchange.models import Connection

_made: dict[int, tuple[datetime, HttpExchange]] = {}
_lock = threading.Lock()


def client_of(connection: Connection) -> HttpExchange:
    """Return the client; what it has open and what it keeps is shared in this process."""
    with _lock:
        kept = _made.get(connection.brand_id)
        if kept is None or kept[0] != connection.changed_at:
            kept = connection.changed_at, _client(connection)
            _made[connection.brand_id] = kept
        return kept[1]


def _client(connection: Connection) -> HttpExchange:
    private = load_pem_private_key(connection.signing_key.encode(), password=None)
    assert isinstance(private, Ed25519PrivateKey), "the connection's key is Ed25519"
    return HttpExchange(Caller(connection.url), BrandKey(connection.key_id, private))
