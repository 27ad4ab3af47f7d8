"""The demo: one invented exchange, people to sign in as, and nothing that is not marked as such.

Runs in demo mode only. The passwords are public, so the demo never shares a database with
anybody real.
"""

from __future__ import annotations

import os
import secrets

from django.conf import settings

from pharos.brands.actions.load_brand import load_brand
from pharos.brands.models import Brand, TokenKey
from pharos.channels.models import ChannelAccount
from pharos.config.commands.mailbox import ADDRESS
from pharos.config.commands.simulate import SECRET, brand_key
from pharos.config.machine.home import Home
from pharos.config.mailbox import SERVER
from pharos.exchange.actions import JOB_KINDS
from pharos.exchange.models import Connection
from pharos.exchange.simulator import signing
from pharos.exchange.simulator.nodes import NODES
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.add_staff import Newcomer, add_staff
from pharos.people.actions.sync_teams import sync_teams
from pharos.people.actor import Actor
from pharos.routing.actions.sync_queues import sync_queues

PROFILE = settings.ROOT / "profiles" / "northmere.yaml"
PASSWORD = "lighthouse-demo"  # noqa: S105 - printed at every start of the demo
KEY_ID = "demo"
DEMO_MAIL = "Demo"
CAST = (
    ("amara@northmere.test", "Amara", "agent"),
    ("bruno@northmere.test", "Bruno", "supervisor"),
    ("olena@northmere.test", "Olena", "quality"),
    ("ada@northmere.test", "Ada", "administrator"),
)


def load() -> str:
    """Make the demo brand and its people, and return how to sign in. Repeats safely."""
    if not settings.DEMO:
        raise Forbidden("The demo is loaded in demo mode only (PHAROS_DEMO=1).", code="not_demo")
    brand, _ = load_brand(PROFILE)
    system = Actor.system(brand.pk)
    teams = sync_teams(actor=system, brand=brand)
    sync_queues(actor=system, brand=brand)
    for email, name, role in CAST:
        for team in teams:
            newcomer = Newcomer(
                email=email, name=name, role=role, password=PASSWORD, team=team.slug
            )
            add_staff(actor=system, brand_id=brand.pk, newcomer=newcomer)
    with brand_scope(brand.pk):
        TokenKey.objects.get_or_create(
            brand=brand,
            key_id=KEY_ID,
            defaults={"algorithm": "HS256", "secret_or_public": secrets.token_urlsafe(48)},
        )
    exchange = [*_connect(brand), *_post(brand)]
    lines = [f"  {email}  {PASSWORD}  ({role})" for email, _, role in CAST]
    return "\n".join(["Sign in at /desk/ as", *lines, *exchange])


def _post(brand: Brand) -> list[str]:
    """Give the brand an address, whose answers go to the demo's mailbox; say where that is."""
    smtp, page = (os.environ.get(f"PHAROS_MAILBOX{name}_PORT") for name in ("_SMTP", ""))
    if not (smtp and page):
        return []
    told = {
        "address": ADDRESS,
        "trusted": SERVER,
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp,
        "smtp_security": "none",
    }
    with brand_scope(brand.pk):
        account, _is_new = ChannelAccount.objects.get_or_create(
            brand=brand,
            kind="mail",
            label=DEMO_MAIL,
            defaults={"key": secrets.token_urlsafe(24), "settings": told},
        )
        account.settings = told
        account.save(update_fields=["settings"])
    return [f"The mailbox of its customers: http://127.0.0.1:{page}"]


def _connect(brand: Brand) -> list[str]:
    """Connect the brand to the simulated exchange beside it, and say where its page is."""
    port = os.environ.get("PHAROS_SIMULATOR_PORT")
    if not port:
        return []
    home = Home(Home().folder / "simulator").ensure()
    key = brand_key(home)
    url = f"http://127.0.0.1:{port}"
    nodes = [{"kind": "remote", "name": name, "url": url} for name in NODES]
    with brand_scope(brand.pk):
        Connection.objects.update_or_create(
            brand=brand,
            defaults={
                "kind": Connection.Kind.HTTP,
                "url": url,
                "key_id": key.id,
                "signing_key": key.pem(),
                "webhook_keys": [home.secret(SECRET)],
                "nodes": nodes,
                "directory_key": f"{signing.KEY_ID} {signing.PUBLIC_KEY}",
                "job_kinds": list(JOB_KINDS),
                "approved_kinds": ["2FA_RESET"],
                "changed_at": now(),
            },
        )
    return [f"The simulated exchange, where you can make things happen: {url}"]
