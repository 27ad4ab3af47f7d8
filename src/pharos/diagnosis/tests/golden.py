"""Golden cases: worlds and what must be found in them, written by hand, read from YAML.

A case is `name`, `world` (events of the simulator), `ask` (inputs), `expect`, and where it matters
`as` (the customer, dana unless said; "" for nobody), `assurance` (2), `clearance` (false), `desk`
(our own cases and messages, `desk_records.py`), `pinned` (Northmere's key unless said; null for
none).
`expect` has `outcome`, and where they matter `certainty`, `says` (pieces of the English words),
`silent` (pieces that must not be there), `eta` (from now: 72s, 10m), `steps` (kinds), `watch`
(true or false), `missing` (beginnings of sources), `disclosure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.desk_records import OwnCase, PinnedKey, SentMessage
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY
from pharos.exchange.simulator import signing
from pharos.exchange.simulator.events import happen, resolved
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

# The one written in C where it is there: these are many lines.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    diagnoser: str
    name: str
    spec: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.diagnoser}: {self.name}"

    @property
    def expect(self) -> dict[str, Any]:
        return self.spec["expect"]  # type: ignore[no-any-return]


@cache
def cases() -> tuple[Golden, ...]:
    """All of them, in the order of their files."""
    return tuple(
        Golden(path.stem, spec["name"], spec)
        for path in sorted(FOLDER.glob("D*.yaml"))
        for spec in yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
    )


def found_in(case: Golden) -> Finding:
    """Build the case's world and let its diagnoser look."""
    return REGISTRY[case.diagnoser].run(asked_in(case))


def asked_in(case: Golden) -> Ask:
    """The case's world, ready to be asked."""
    world = happen(morning(), case.spec.get("world", ()))
    customer, options = given(case, world)
    sources = SimulatedSources(world, customer, **options)
    inputs = Inputs(**resolved(world, case.spec.get("ask", {})))
    return Ask(sources, world.now, inputs, customer, options["assurance"])


def given(case: Golden, world: World) -> tuple[str, dict[str, Any]]:
    """Who the case is about, and what else its sources need to know."""
    customer = case.spec.get("as", "dana")
    return customer, {
        "assurance": case.spec.get("assurance", 2 if customer else 0),
        "clearance": case.spec.get("clearance", False),
        "desk": _own(resolved(world, case.spec.get("desk", ()))),
        "pinned": _pinned(case.spec.get("pinned", {})),
    }


def _own(items: Any) -> list[OwnCase | SentMessage]:
    kinds = TypeAdapter(list[OwnCase | SentMessage])
    return kinds.validate_python(list(items))


def _pinned(changes: dict[str, str] | None) -> PinnedKey | None:
    if changes is None:
        return None
    northmere = {"key_id": signing.KEY_ID, "public_key": signing.PUBLIC_KEY}
    return PinnedKey(**northmere | changes)
