"""The sections of the settings, in the order of the side navigation: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.people.roles import Role

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
READERS = ADMINISTRATORS | {Role.SUPERVISOR}

OFFER, DESK, DOORS = _("What customers see"), _("How we work"), _("Connections")
HOUSE = _("The whole desk")


@dataclass(frozen=True, slots=True)
class Section:
    """`view` is the address's name in `admin:`; of a brand, it takes the brand's slug."""

    view: str
    label: Promise
    icon: str
    group: Promise
    of_brand: bool = True
    roles: frozenset[str] = ADMINISTRATORS


SECTIONS = (
    Section("brand", _("Brand"), "star", OFFER),
    Section("appearance", _("Appearance"), "palette", OFFER),
    Section("hours", _("Hours and holidays"), "clock", OFFER),
    Section("channels", _("Channels"), "chat", OFFER),
    Section("recommend", _("Which channel for what"), "send", OFFER),
    Section("public_reply", _("Replies in public"), "eye", OFFER),
    Section("topics", _("Topics and forms"), "list", OFFER),
    Section("promises", _("Promises"), "pulse", OFFER),
    Section("vip", _("Important customers"), "bolt", OFFER),
    Section("teams", _("Teams"), "users", DESK),
    Section("queues", _("Queues"), "filter", DESK),
    Section("saved_replies", _("Saved replies"), "note", DESK, roles=READERS),
    Section("tags", _("Tags"), "tag", DESK, roles=READERS),
    Section("blocks", _("Blocks"), "shield", DESK, roles=READERS),
    Section("widget", _("Widget"), "code", DOORS),
    Section("mail", _("Mail addresses"), "mail", DOORS),
    Section("accounts", _("Accounts on channels"), "phone", DOORS),
    Section("webhooks", _("Webhooks"), "external", DOORS),
    Section("undelivered", _("Not delivered"), "alert", DOORS, roles=READERS),
    Section("keys", _("Customer token keys"), "key", DOORS),
    Section("exchange", _("Exchange"), "coins", DOORS),
    Section("health", _("Is everything all right"), "pulse", HOUSE, of_brand=False, roles=READERS),
    Section("staff", _("Staff"), "user", HOUSE, of_brand=False),
    Section("brands", _("All brands"), "inbox", HOUSE, of_brand=False),
    Section("audit", _("Audit"), "eye", HOUSE, of_brand=False),
    Section("transfer", _("Export and import"), "external", HOUSE, of_brand=False),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    icon: str
    address: str
    is_here: bool


def groups_for(role: str | None, slug: str, here: str) -> Iterator[tuple[str, list[Link]]]:
    """Return the navigation as this role sees it; `slug` is empty where no brand is chosen."""
    shown = [s for s in SECTIONS if role in s.roles and (slug or not s.of_brand)]
    for group, sections in groupby(shown, key=lambda section: section.group):
        yield str(group), [_link(section, slug, here) for section in sections]


def _link(section: Section, slug: str, here: str) -> Link:
    address = reverse(f"admin:{section.view}", args=[slug] if section.of_brand else [])
    return Link(str(section.label), section.icon, address, is_here=section.view == here)
