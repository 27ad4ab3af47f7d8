from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pharos.brands.changing import Seen, change_fields
from pharos.brands.keys import NewKey, check_key
from pharos.brands.models import Brand, TokenKey
from pharos.brands.queries import forget_brands
from pharos.cases.models import SavedView
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.scope import enter_brands
from pharos.kernel.time import now
from pharos.knowledge.models import SavedReply, Tag
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff, Team
from pharos.people.teams import bring_teams_up_to_date
from pharos.setup.accounts import take_in_accounts
from pharos.setup.checking import check
from pharos.setup.comparing import Line, lines_between
from pharos.setup.files import Setup
from pharos.setup.outlets import take_in_outlets
from pharos.setup.queries import brands_named, setup_of


@action
def apply_setup(*, actor: Actor, setup: Setup) -> list[Line]:
    """Make the brands what the files say, all in one transaction; return what changed.

    A profile is replaced; people, tags, replies, keys, views, accounts and webhooks are added or
    changed, and none is taken away. Secrets do not travel: what is new and needs one is off.
    Whoever has no account gets one without a password, and is invited later.
    Refused: others than administrators, brands that are not theirs (`brand_taken`), and anything
    wrong in the files (`profile_invalid`). Repeats safely: the second time nothing changes.
    """
    lines = _plan(actor, setup)
    _make_missing(actor, setup)
    for slug in sorted({line.brand for line in lines}):
        _apply(actor, slug, setup[slug])
    transaction.on_commit(forget_brands)
    return lines


@action
def plan_setup(*, actor: Actor, setup: Setup) -> list[Line]:
    """Say what `apply_setup` would change, and change nothing. Refused like it."""
    return _plan(actor, setup)


def _plan(actor: Actor, setup: Setup) -> list[Line]:
    if not (actor.may_administer or actor.kind == "system"):
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
    check(setup)
    present = brands_named([*setup])
    if any(brand.pk not in actor.brands for brand in present):
        raise Conflict(_("There is a brand at this address already."), code="brand_taken")
    return lines_between(setup_of(present), setup)


def _apply(actor: Actor, slug: str, parts: dict[str, Any]) -> None:
    brand = _brand(actor, slug, parts["profile"])
    teams = {team.slug: team for team in bring_teams_up_to_date(brand)}
    people = _people(parts)
    for member in parts.get("members") or []:
        if team := teams.get(member["team"]):
            until = datetime.fromisoformat(member["until"]) if member.get("until") else None
            staff = people[member["email"].lower()]
            Membership.objects.update_or_create(team=team, staff=staff, defaults={"until": until})
    _tags(brand, parts.get("tags") or [])
    _saved_replies(brand, parts.get("saved_replies") or [], people)
    _token_keys(brand, parts.get("token_keys") or [])
    _views(brand, parts.get("views") or [], people, teams)
    take_in_accounts(brand, parts.get("accounts") or [])
    take_in_outlets(brand, parts.get("outlets") or [])
    change = {part: (None, len(parts.get(part) or [])) for part in parts if part != "profile"}
    record(actor, "setup.imported", brand.name, brand_id=brand.pk, subject_id=slug, change=change)


def _make_missing(actor: Actor, setup: Setup) -> None:
    """Make the brands that are not there, put whoever acts into them, and let them be seen."""
    there = {brand.slug for brand in brands_named([*setup])}
    made = [
        Brand.objects.create(slug=slug, name=parts["profile"]["name"], profile=parts["profile"])
        for slug, parts in setup.items()
        if slug not in there
    ]
    enter_brands((*actor.brands, *(brand.pk for brand in made)))
    for brand in made:
        first = bring_teams_up_to_date(brand)[0]
        if actor.id is not None:
            Membership.objects.create(staff_id=actor.id, team=first)


def _brand(actor: Actor, slug: str, profile: dict[str, Any]) -> Brand:
    brand = Brand.objects.select_for_update(no_key=True).get(slug=slug)
    gone = {name: None for name in brand.profile if name not in profile}
    changes = {**gone, **profile}
    seen = Seen.in_profile(brand.profile, tuple(changes))
    change_fields(actor, brand, changes, seen=seen, what="brand.imported")
    return brand


def _people(parts: dict[str, Any]) -> dict[str, Staff]:
    """Return whom the files name, if they have an account; members get one."""
    for member in parts.get("members") or []:
        email = member["email"].lower()
        if not Staff.objects.filter(email=email).exists():
            Staff.objects.create_user(email, None, name=member["name"], role=member["role"])
    named = {each["email"] for each in parts.get("members") or []}
    named |= {each["owner"] for each in parts.get("saved_replies") or [] if each.get("owner")}
    named |= {each["made_by"] for each in parts.get("views") or []}
    found = Staff.objects.filter(email__in=[email.lower() for email in named])
    return {staff.email: staff for staff in found}


def _tags(brand: Brand, tags: list[dict[str, Any]]) -> None:
    for wanted in tags:
        tag = Tag.objects.filter(brand=brand, name__iexact=wanted["name"]).first()
        tag = tag or Tag(brand=brand)
        tag.name, tag.colour = wanted["name"], wanted["colour"]
        tag.retired_at = (tag.retired_at or now()) if wanted.get("retired") else None
        tag.save()


def _saved_replies(brand: Brand, replies: list[dict[str, Any]], people: dict[str, Staff]) -> None:
    for wanted in replies:
        address = (wanted.get("owner") or "").lower()
        owner = people.get(address)
        if address and owner is None:
            continue
        found = SavedReply.objects.filter(
            brand=brand, owner=owner, name__iexact=wanted["name"], retired_at=None
        ).first()
        reply = found or SavedReply(brand=brand, owner=owner)
        reply.name, reply.texts, reply.changed_at = wanted["name"], wanted["texts"], now()
        reply.save()


def _token_keys(brand: Brand, keys: list[dict[str, Any]]) -> None:
    """Only public parts travel; a key id that stands for another key is refused."""
    kind = TokenKey.Algorithm.EDDSA
    for wanted in keys:
        material = wanted["public_key"]
        check_key(NewKey(key_id=wanted["key_id"], algorithm=kind, material=material))
        key, _is_new = TokenKey.objects.get_or_create(
            brand=brand,
            key_id=wanted["key_id"],
            defaults={"algorithm": kind, "secret_or_public": material},
        )
        if (key.algorithm, key.secret_or_public) != (kind, material):
            raise Conflict(_("This key id stands for another key."), code="key_id_taken")
        key.active = wanted.get("active", True)
        key.save(update_fields=["active"])


def _views(
    brand: Brand, views: list[dict[str, Any]], people: dict[str, Staff], teams: dict[str, Team]
) -> None:
    for wanted in views:
        maker, team = people.get(wanted["made_by"].lower()), teams.get(wanted.get("team", ""))
        if maker is None or (wanted["audience"] == SavedView.Audience.TEAM and team is None):
            continue
        what = {"audience": wanted["audience"], "team": team, "criteria": wanted["criteria"]}
        found = SavedView.objects.filter(brand=brand, made_by=maker, name=wanted["name"])
        if not found.update(**what):
            SavedView.objects.create(
                brand=brand, made_by=maker, name=wanted["name"], created_at=now(), **what
            )
