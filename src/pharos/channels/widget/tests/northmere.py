"""A brand whose exchange is the simulator behind a socket, where the desk's processes reach it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pharos.channels.widget.tests.caller import Caller, exchange_of
from pharos.diagnosis.acting.kinds import KINDS
from pharos.exchange.http.tests.serving import served
from pharos.exchange.http.token import BrandKey
from pharos.exchange.models import Connection
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.exchange.simulator.world import Account
from pharos.kernel.scope import brand_scope
from pharos.people.tests.exchange import Exchange
from pharos.testing.desk_server import DeskServer
from pharos.testing.profile import LANGUAGES
from pharos.testing.world import World

KEY = BrandKey.new("northmere")
TOPIC = "SEC.COMPROMISED"
LABEL = "Somebody got into my account"


@dataclass
class Northmere:
    """The exchange of a test's brand, and its customers as they come to the desk."""

    server: DeskServer
    world: World
    kept: Kept
    vouching: Exchange

    @property
    def dana(self) -> Account:
        return self.kept.world.accounts["dana"]

    def token(self, name: str = "Dana") -> str:
        return self.vouching.token(sub=name.lower(), name=name)

    def come(self, name: str = "", language: str = "en") -> Caller:
        """A customer with their session; without a name a visitor."""
        caller = Caller(self.server.url, self.world.brand.slug, language=language)
        assert caller.open(self.token(name) if name else None).status == 201
        return caller

    def switch_on(self, *kinds: str) -> None:
        with brand_scope(self.world.brand.pk):
            Connection.objects.filter(brand=self.world.brand).update(job_kinds=list(kinds))


@contextmanager
def northmere_of(server: DeskServer, world: World) -> Iterator[Northmere]:
    """Connect the brand to a simulator of its own, with everything switched on."""
    labels = dict.fromkeys(LANGUAGES, LABEL)
    topic = {"code": TOPIC, "icon": "lock", "assurance": 2, "labels": labels}
    world.brand.profile = world.brand.profile | {"topics": [*world.brand.profile["topics"], topic]}
    world.brand.save()
    kept = Kept()
    application = SimulatorServer(kept, keys={KEY.id: KEY.public}, audience=world.brand.slug)
    with served(application) as base:
        with brand_scope(world.brand.pk):
            Connection.objects.create(
                brand=world.brand,
                url=base,
                key_id=KEY.id,
                signing_key=KEY.pem(),
                job_kinds=list(KINDS),
            )
        yield Northmere(server, world, kept, exchange_of(world.brand))
