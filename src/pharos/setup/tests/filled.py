"""A brand in which there is something of everything that travels."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.brands.actions.keep_token_key import keep_token_key
from pharos.brands.keys import NewKey
from pharos.brands.models import Brand, TokenKey
from pharos.cases.models import SavedView
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.kernel.scope import brand_scope
from pharos.knowledge.actions.keep_saved_reply import SavedReplyDraft, add_saved_reply
from pharos.knowledge.actions.keep_tag import TagDraft, add_tag
from pharos.outlets.actions.keep_outlet import NewOutlet, keep_outlet
from pharos.people.actions.sync_teams import sync_teams
from pharos.people.actor import Actor
from pharos.setup.files import Setup
from pharos.setup.queries import setup_of
from pharos.testing.world import World

SECRET = "a shared secret of the tests that must not travel anywhere"
CHAT = "whoever-knows-this-may-write-there"


def fill(world: World) -> Setup:
    """The set-up of a brand in which there is something of everything."""
    ada, slug = world.actor(world.ada), world.brand.slug
    sync_teams(actor=Actor.system(world.brand.pk), brand=world.brand)
    add_tag(actor=ada, slug=slug, draft=TagDraft(name="Travel rule", colour="red"))
    draft = SavedReplyDraft(name="Late", texts={"en": "Hello {{customer.name}}", "ko": "안녕"})
    add_saved_reply(actor=ada, slug=slug, draft=draft, shared=True)
    add_saved_reply(actor=world.actor(world.amara), slug=slug, draft=draft)
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for kind, material in (("EdDSA", pem), ("HS256", SECRET)):
        key = NewKey(key_id=kind, algorithm=TokenKey.Algorithm(kind), material=material)
        keep_token_key(actor=ada, slug=slug, key=key)
    with brand_scope(world.brand.pk):
        SavedView.objects.create(
            brand=world.brand,
            name="Mine",
            made_by=world.amara,
            audience="team",
            team=world.support,
            criteria={"tags": ["Travel rule"]},
            created_at=world.now(),
        )
    _connect(world)
    return exported(world.brand)


def _connect(world: World) -> None:
    """Two accounts of one name, a system of theirs and a room of staff, each with its secret."""
    ada = world.actor(world.ada)
    for hook in ("one", "two"):
        account = NewAccount(
            kind="webhook", settings={"url": f"https://{hook}.test/"}, secrets={"secret": SECRET}
        )
        keep_account(actor=ada, brand=world.brand, new=account)
    for kind, url, event in (
        ("events", "https://events.test/in", "case.opened"),
        ("chat", f"https://chat.test/{CHAT}", "notice.urgent"),
    ):
        outlet = NewOutlet(kind=kind, label="Back office", url=url, events=(event,), language="ko")
        keep_outlet(actor=ada, slug=world.brand.slug, new=outlet)


def exported(brand: Brand) -> Setup:
    with brand_scope(brand.pk):
        return setup_of([Brand.objects.get(pk=brand.pk)])


def renamed(setup: Setup, slug: str) -> Setup:
    """The same set-up at another address, where there is nothing yet."""
    ((_old, parts),) = setup.items()
    return {slug: {**parts, "profile": {**parts["profile"], "slug": slug}}}
