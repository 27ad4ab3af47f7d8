from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.audit.record import SECRET
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.outlets.access import outlet_to_administer
from pharos.outlets.addresses import checked_url
from pharos.outlets.events import EVENTS, NOTICES
from pharos.outlets.models import MOST, Outlet
from pharos.outlets.signing import new_secret
from pharos.people.actor import Actor

# So long both the new secret and the one before it sign.
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    """What an administrator says of an outlet. An address that is left out stays as it was."""

    kind: str
    label: str
    url: str
    events: tuple[str, ...]
    includes_words: bool = False
    language: str = "en"
    is_on: bool = True


@action
def keep_outlet(*, actor: Actor, slug: str, new: NewOutlet, outlet_id: int | None = None) -> Outlet:
    """Add a webhook of the brand's, with a secret of its own, or change one.

    Refused: others than administrators; an address that is none (`url_invalid`) or lies inside our
    own network (`url_private`); an event that does not exist (`event_unknown`); more than anybody
    watches (`outlets_many`); switching on one that was imported and has no secret yet
    (`secret_missing`). From the commit on its events are left; earlier ones are not.
    """
    brand = brand_to_change(actor, slug)
    if outlet_id is None:
        if Outlet.objects.filter(brand=brand, removed_at=None).count() >= MOST:
            raise Conflict(_("These are more webhooks than anybody watches."), code="outlets_many")
        outlet = Outlet(brand=brand, kind=new.kind, secret=new_secret())
    else:
        outlet = outlet_to_administer(actor, brand.pk, outlet_id)
    change = _take_over(outlet, new)
    if outlet.pk and not change:
        return outlet
    if outlet.is_on and not outlet.secret:
        raise Conflict(
            _("Make its secret first, and give it to your system."), code="secret_missing"
        )
    is_new = outlet.pk is None
    outlet.changed_at = now()
    outlet.save()
    record(
        actor,
        "outlet.added" if is_new else "outlet.changed",
        outlet.label,
        brand_id=brand.pk,
        subject_id=outlet.pk,
        change=change,
    )
    return outlet


@action
def change_secret(*, actor: Actor, slug: str, outlet_id: int) -> Outlet:
    """Make a new secret. For a day the one before it signs too, so that nothing is refused."""
    brand = brand_to_change(actor, slug)
    outlet = outlet_to_administer(actor, brand.pk, outlet_id)
    outlet.former_secret, outlet.former_until = outlet.secret, now() + OVERLAP
    outlet.secret = new_secret()
    outlet.save(update_fields=["secret", "former_secret", "former_until"])
    change = {"secret": (SECRET, SECRET)}
    record(actor, "outlet.secret", outlet.label, brand_id=brand.pk, change=change)
    return outlet


def _take_over(outlet: Outlet, new: NewOutlet) -> dict[str, tuple[Any, Any]]:
    """Put what is new into the outlet, and return what has changed, addresses of chats unnamed."""
    wanted: dict[str, Any] = {
        "label": new.label.strip(),
        "events": _known(outlet.kind, new.events),
        "includes_words": new.includes_words and outlet.kind == Outlet.Kind.EVENTS,
        "language": new.language,
        "is_on": new.is_on,
    }
    change = {
        name: (getattr(outlet, name), value)
        for name, value in wanted.items()
        if getattr(outlet, name) != value
    }
    if new.url or not outlet.url:
        url = checked_url(new.url)
        if url != outlet.url:
            is_secret = outlet.kind == Outlet.Kind.CHAT
            change["url"] = (SECRET, SECRET) if is_secret else (outlet.url, url)
            # Another place starts without the other one's failures.
            outlet.url, outlet.failures, outlet.why = url, 0, ""
            outlet.failing_since = outlet.paused_until = outlet.alarmed_at = None
    for name, value in wanted.items():
        setattr(outlet, name, value)
    return change


def _known(kind: str, events: Iterable[str]) -> list[str]:
    known = NOTICES if kind == Outlet.Kind.CHAT else EVENTS
    chosen = set(events)
    if chosen - known.keys():
        raise Invalid(_("There is no such event."), code="event_unknown")
    return [event for event in known if event in chosen]
