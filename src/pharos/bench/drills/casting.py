"""Fill the stage: two brands, their staff, and customers whom the exchange vouches for.

Runs as a program of its own, with the environment of the drill's database.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt

from pharos.config.command import set_up_django

BRANDS = {"northmere": ("Amara", "Bruno", "Kofi"), "eastvale": ("Chen",)}
KEY_ID = "drill"
TOKEN_SECONDS = 3000
# One in so many customers comes without a token, as a visitor.
VISITOR_EVERY = 8
# One in so many writes to the second brand.
ELSEWHERE_EVERY = 4


def main(home: Path, customers: int, agents: int) -> None:
    """Write `cast.json`: who may sign in where, with what; and agents who are signed in."""
    set_up_django()
    keys = {slug: secrets.token_urlsafe(48) for slug in BRANDS}
    staff = [one for slug in BRANDS for one in brand_with_staff(slug, keys[slug])]
    people = [_customer(number, keys) for number in range(customers)]
    seated = _seated(agents)
    told = {"staff": staff, "customers": people, "agents": seated}
    (home / "cast.json").write_text(json.dumps(told))


def brand_with_staff(slug: str, key: str) -> list[dict[str, str]]:
    """Make a brand, its teams and its agents, and return who may sign in with what."""
    from pharos.brands.models import Brand, TokenKey
    from pharos.kernel.scope import brand_scope
    from pharos.people.actions.add_staff import Newcomer, add_staff
    from pharos.people.actions.sync_teams import sync_teams
    from pharos.people.actor import Actor
    from pharos.testing.profile import profile

    name = slug.capitalize()
    brand = Brand.objects.create(slug=slug, name=name, profile=profile(slug, name))
    with brand_scope(brand.pk):
        TokenKey.objects.create(brand=brand, key_id=KEY_ID, algorithm="HS256", secret_or_public=key)
    system = Actor.system(brand.pk)
    sync_teams(actor=system, brand=brand)
    told = []
    for person in BRANDS[slug]:
        email, password = f"{person.lower()}@{slug}.test", secrets.token_urlsafe(15)
        newcomer = Newcomer(
            email=email, name=person, role="agent", password=password, team="support"
        )
        add_staff(actor=system, brand_id=brand.pk, newcomer=newcomer)
        told.append({"name": person, "brand": slug, "email": email, "password": password})
    return told


def _seated(count: int) -> list[dict[str, str]]:
    """Agents of the first brand with a session each: so many do not sign in within a minute."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from pharos.brands.models import Brand
    from pharos.kernel.scope import brand_scope
    from pharos.people.models import Membership, Staff, Team

    if not count:
        return []
    brand = Brand.objects.get(slug=next(iter(BRANDS)))
    seated = []
    with brand_scope(brand.pk):
        team = Team.objects.get(brand=brand, slug="support")
        for number in range(1, count + 1):
            staff = Staff.objects.create(email=f"amara-{number}@drill.test", name=f"Amara {number}")
            Membership.objects.create(staff=staff, team=team)
            session = SessionStore()
            session[SESSION_KEY] = str(staff.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
            session.save()
            seated.append({"name": staff.name, "session": str(session.session_key)})
    return seated


def _customer(number: int, keys: dict[str, str]) -> dict[str, Any]:
    slug = "eastvale" if number % ELSEWHERE_EVERY == 0 else "northmere"
    moment = int(time.time())
    claims = {
        "aud": slug,
        "sub": f"account-{number}",
        "jti": str(uuid4()),
        "iat": moment,
        "exp": moment + TOKEN_SECONDS,
        "name": "Dana",
        "language": "en",
    }
    token = jwt.encode(claims, keys[slug], algorithm="HS256", headers={"kid": KEY_ID})
    return {
        "brand": slug,
        "device": secrets.token_urlsafe(32),
        "token": "" if number % VISITOR_EVERY == 1 else token,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
