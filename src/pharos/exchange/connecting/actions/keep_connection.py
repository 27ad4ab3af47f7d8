from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator, brand_to_change
from pharos.exchange.actions import JOB_KINDS
from pharos.exchange.http.calling import checked_base
from pharos.exchange.models import Connection
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now

MOST_CANARIES: Final = 100
LISTS: Final = ("canaries", "job_kinds", "approved_kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an administrator says of a connection. Keys are made apart, and are not among it.

    `url` is empty where it stays as it is: a simulated exchange inside the process has none.
    """

    url: str
    directory_key: str
    canaries: tuple[str, ...]
    notice_within_minutes: int
    looks_an_hour: int
    is_on: bool
    job_kinds: tuple[str, ...] = ()
    approved_kinds: tuple[str, ...] = ()


@action
def keep_connection(*, actor: Administrator, slug: str, terms: Terms) -> Connection:
    """Connect the brand, or change how it is connected. Saving the same again does nothing.

    Refused: others than administrators; an address that we would not talk to (`url_invalid`); to
    switch on what has no key yet (`key_missing`); more canaries than anybody watches
    (`canaries_many`); a kind of job that the contract does not have (`kind_unknown`).
    """
    brand = brand_to_change(actor, slug)
    connection = Connection.objects.filter(brand=brand).first() or Connection(
        brand=brand, is_on=False
    )
    url = _checked(terms.url) if terms.url else connection.url
    if len(terms.canaries) > MOST_CANARIES:
        raise Invalid(_("These are more accounts than anybody can watch."), code="canaries_many")
    if set(terms.job_kinds + terms.approved_kinds) - set(JOB_KINDS):
        raise Invalid(_("The exchange cannot be asked for this."), code="kind_unknown")
    is_reachable = connection.kind == Connection.Kind.INSIDE or connection.signing_key
    if terms.is_on and not is_reachable:
        raise Invalid(
            _("Make a key first, and give its public half to the exchange."), code="key_missing"
        )

    lists = {name: list(getattr(terms, name)) for name in LISTS}
    wanted = asdict(terms) | {"url": url} | lists
    before = {name: getattr(connection, name) for name in wanted} if connection.pk else {}
    change = difference(before, wanted)
    if not change:
        return connection
    for name, value in wanted.items():
        setattr(connection, name, value)
    connection.changed_at = now()
    connection.save()
    what = "exchange.changed" if before else "exchange.connected"
    record(actor, what, brand.name, brand_id=brand.pk, subject_id=connection.pk, change=change)
    return connection


def _checked(url: str) -> str:
    try:
        return checked_base(url.strip())
    except ValueError:
        raise Invalid(
            _("We talk to an address that begins with https:// and has no user or hash in it."),
            code="url_invalid",
        ) from None
