"""Webhooks and chat rooms as they travel: what they are told, without what is secret.

Whether one is on does not travel: it is how it is doing, and an imported one waits for its secret.
"""

# lint: allow objects (steps of an import, inside its transaction)
# lint: allow write (steps of an import, inside its transaction)
from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.node import Node
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.outlets.addresses import checked_url
from pharos.outlets.events import EVENTS, NOTICES
from pharos.outlets.models import MOST, Outlet
from pharos.outlets.signing import new_secret


def outlets_out(brand: Brand) -> list[dict[str, Any]]:
    """Return the brand's outlets without secrets; the address of a chat is one."""
    found = Outlet.objects.filter(brand=brand, removed_at=None)
    return [_told(outlet) for outlet in found.order_by("kind", "label", "pk")]


def _told(outlet: Outlet) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": outlet.kind, "label": outlet.label, "events": outlet.events}
    if outlet.kind == Outlet.Kind.CHAT:
        return told | {"language": outlet.language}
    return told | {"url": outlet.url, "includes_words": outlet.includes_words}


def read_outlet(node: Node) -> None:
    """Note what is wrong with one outlet in a file."""
    kind = node.field("kind").one_of(Outlet.Kind.values, "events or chat")
    node.field("label").text(longest=80)
    is_chat = kind == Outlet.Kind.CHAT
    known = NOTICES if is_chat else EVENTS
    for event in node.field("events").items():
        event.one_of(known.keys(), f"one of {', '.join(known)}")
    if is_chat:
        node.knows("kind", "label", "events", "language")
        node.field("language", default="en").one_of(dict(settings.LANGUAGES).keys(), "a language")
        return
    node.knows("kind", "label", "events", "url", "includes_words")
    node.field("includes_words", default=False).truth()
    url = node.field("url")
    try:
        checked_url(url.text(longest=600))
    except Invalid as refusal:
        url.problem(str(refusal))


def take_in_outlets(brand: Brand, outlets: list[dict[str, Any]]) -> None:
    """Add or change them. A new one is off, and has no secret until an administrator makes it."""
    seen: Counter[tuple[str, str]] = Counter()
    for wanted in outlets:
        key = wanted["kind"], wanted["label"].strip()
        there = Outlet.objects.filter(
            brand=brand, removed_at=None, kind=key[0], label__iexact=key[1]
        )
        nth = seen[key[0], key[1].casefold()]
        outlet = there.order_by("pk")[nth : nth + 1].first() or Outlet(
            brand=brand, kind=key[0], is_on=False, secret=_first_secret(key[0])
        )
        seen[key[0], key[1].casefold()] += 1
        _fill(outlet, wanted)
    if Outlet.objects.filter(brand=brand, removed_at=None).count() > MOST:
        raise Conflict(_("These are more webhooks than anybody watches."), code="outlets_many")


def _first_secret(kind: str) -> str:
    """A chat proves nothing by ours; for a system, whoever makes it has to be shown it."""
    return new_secret() if kind == Outlet.Kind.CHAT else ""


def _fill(outlet: Outlet, wanted: dict[str, Any]) -> None:
    known = NOTICES if outlet.kind == Outlet.Kind.CHAT else EVENTS
    outlet.label = wanted["label"].strip()
    outlet.events = [event for event in known if event in wanted["events"]]
    outlet.language = wanted.get("language", "en")
    outlet.includes_words = wanted.get("includes_words", False)
    if "url" in wanted:
        outlet.url = checked_url(wanted["url"])
    outlet.changed_at = now()
    outlet.save()
