"""The only way to a brand's connection for whoever sets it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator, brand_to_administer, brand_to_change
from pharos.exchange.models import Connection
from pharos.kernel.errors import NotFound


def connection_to_administer(actor: Administrator, slug: str) -> Connection | None:
    """Return the brand's connection, on or off, or None. Runs inside `reading(actor)`."""
    return Connection.objects.filter(brand=brand_to_administer(actor, slug)).first()


def connection_to_change(actor: Administrator, slug: str) -> Connection:
    """Return the connection, its brand locked until commit. Refused: a brand that has none yet."""
    brand = brand_to_change(actor, slug)
    connection = Connection.objects.select_related("brand").filter(brand=brand).first()
    if connection is None:
        raise NotFound(_("This brand is not connected to its exchange."))
    return connection
