"""Whether files hold a set-up: everything that is wrong is told at once, with its place."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from pharos.brands.errors import ProfileInvalid
from pharos.brands.node import Node
from pharos.brands.parsing import parse_profile
from pharos.cases.models import SavedView
from pharos.knowledge.models import Tag
from pharos.people.roles import Role
from pharos.setup.accounts import read_account
from pharos.setup.files import Setup
from pharos.setup.outlets import read_outlet

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+")
_KEY_ID: Final = re.compile(r"[0-9A-Za-z._-]{1,60}")


def check(setup: Setup) -> None:
    """Refuse a set-up with anything wrong in it (`profile_invalid`)."""
    problems: list[str] = []
    for slug, parts in setup.items():
        place = f"brands/{slug}"
        try:
            profile = parse_profile(parts["profile"], place)
            if profile.slug != slug:
                problems.append(f"{place}/profile.yaml: slug is not {slug}")
        except ProfileInvalid as refusal:
            problems += refusal.problems
        for part, reader in READERS.items():
            node = Node(parts.get(part) or [], f"{place}/{part}", problems)
            for item in node.items():
                reader(item)
    if problems:
        raise ProfileInvalid("set-up", tuple(problems))


def _member(node: Node) -> None:
    node.knows("team", "email", "name", "role", "until")
    node.field("team").text()
    node.field("email").matching(_EMAIL, "an e-mail address")
    node.field("name").text()
    role = node.field("role").one_of(Role.values, f"one of {', '.join(Role.values)}")
    until = node.field("until", None)
    if until.is_given:
        _instant(until)
    elif role == Role.PARTNER:
        until.wrong("is missing: a partner needs a last day")


def _instant(node: Node) -> None:
    try:
        is_aware = datetime.fromisoformat(node.value).tzinfo is not None
    except (TypeError, ValueError):
        is_aware = False
    if not is_aware:
        node.wrong("is not an instant such as 2027-01-31T00:00:00+00:00")


def _tag(node: Node) -> None:
    node.knows("name", "colour", "retired")
    node.field("name").text(longest=40)
    node.field("colour").one_of(Tag.Colour.values, f"one of {', '.join(Tag.Colour.values)}")
    node.field("retired", default=False).truth()


def _saved_reply(node: Node) -> None:
    node.knows("name", "owner", "texts")
    node.field("name").text(longest=80)
    for _language, text in node.field("texts").entries():
        text.text(longest=10_000)


def _token_key(node: Node) -> None:
    node.knows("key_id", "public_key", "active")
    node.field("key_id").matching(_KEY_ID, "a name of letters, digits, dots and dashes")
    node.field("public_key").text(longest=2_000)
    node.field("active", default=True).truth()


def _view(node: Node) -> None:
    node.knows("name", "made_by", "audience", "team", "criteria")
    node.field("name").text(longest=60)
    node.field("made_by").matching(_EMAIL, "an e-mail address")
    audience = node.field("audience").one_of(SavedView.Audience.values, "self, team or brand")
    if (audience == SavedView.Audience.TEAM) is not node.field("team", None).is_given:
        node.field("team", None).wrong("belongs to views of a team, and they need one")
    node.field("criteria").entries()


READERS: Final[dict[str, Any]] = {
    "members": _member,
    "tags": _tag,
    "saved_replies": _saved_reply,
    "token_keys": _token_key,
    "views": _view,
    "accounts": read_account,
    "outlets": read_outlet,
}
