"""Truth and speed of the diagnosers: `pharos bench diagnosis`."""

from __future__ import annotations

import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from pharos.bench.diagnosis import accounts, deposits, doors  # noqa: F401 - the families
from pharos.bench.diagnosis.worlds import ME, world_of
from pharos.bench.limits import percentile
from pharos.bench.results import Result
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Certainty
from pharos.diagnosis.running import all_diagnosers
from pharos.exchange.simulator.sources import SimulatedSources

WORLDS = 100_000
CERTAIN_AND_RIGHT = 0.95
# One answer of a chain in so many is a lie, in the second part.
ONE_IN = 1_000
# And in so many worlds each source is away in turn.
AWAY_IN = 7
OWN_LIMIT_MS, CHAIN_LIMIT_MS = 3_000.0, 10_000.0


@dataclass
class Counted:
    """What came of many worlds."""

    worlds: int = 0
    certain_and_right: int = 0
    contradicted: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    lies: int = 0
    told_as_disagreement: int = 0
    believed: list[str] = field(default_factory=list)
    without: int = 0
    guessed: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: Counted) -> None:
        self.worlds += other.worlds
        self.certain_and_right += other.certain_and_right
        self.contradicted += other.contradicted
        self.unknown += other.unknown
        self.lies += other.lies
        self.told_as_disagreement += other.told_as_disagreement
        self.believed += other.believed
        self.without += other.without
        self.guessed += other.guessed
        for name, seconds in other.seconds.items():
            self.seconds[name] += seconds


def count(seeds: range) -> Counted:
    """Look into the worlds of these seeds, all sources up, and again where a node lies."""
    counted = Counted(worlds=len(seeds))
    for seed in seeds:
        _look(seed, counted)
        if seed % ONE_IN == 0:
            _lie(seed, counted)
        if seed % AWAY_IN == 0:
            for source in ("exchange", "chain", "desk"):
                _be_away(seed, source, counted)
    return counted


def _look(seed: int, counted: Counted) -> None:
    made = world_of(seed)
    truth = made.truth
    ask = Ask(SimulatedSources(made.world, ME), made.world.now, Inputs(**truth.inputs), ME, 2)
    began = perf_counter()
    finding = all_diagnosers()[truth.diagnoser].run(ask)
    counted.seconds[truth.diagnoser].append(perf_counter() - began)
    is_right = finding.outcome in truth.right
    if finding.certainty == Certainty.CERTAIN:
        if is_right:
            counted.certain_and_right += 1
        else:
            counted.contradicted.append(f"{seed} {made.family} {finding.outcome}")
    elif not truth.right and finding.certainty == Certainty.UNKNOWN:
        # Nothing is right where the books contradict themselves: to say so is.
        counted.certain_and_right += 1
    else:
        why = finding.missing[0].why if finding.missing else finding.certainty.value
        counted.unknown[f"{made.family} {truth.diagnoser} {why}"] += 1


def _lie(seed: int, counted: Counted) -> None:
    """The next world of this kind that reads a chain, with a node that does not tell the truth."""
    nr = seed
    made = world_of(nr)
    while not made.truth.reads_chain:
        nr += 1
        made = world_of(nr)
    made.world.faults["chain.south"] = "lie"
    truth = made.truth
    ask = Ask(SimulatedSources(made.world, ME), made.world.now, Inputs(**truth.inputs), ME, 2)
    finding = all_diagnosers()[truth.diagnoser].run(ask)
    seen = [fact.data for fact in ask.facts if fact.question == "chain.sighting"]
    if all(not one.against for one in seen) and not any(
        one.why == "DISAGREE" for one in finding.missing
    ):
        return  # a lie about nothing: "not there" of what is not there
    counted.lies += 1
    if any(one.why == "DISAGREE" for one in finding.missing):
        counted.told_as_disagreement += 1
    elif finding.certainty == Certainty.CERTAIN and finding.outcome not in truth.right:
        counted.believed.append(f"{nr} {made.family} {finding.outcome}")


def _be_away(seed: int, source: str, counted: Counted) -> None:
    """The same world while a source does not answer: unknown, or right without it."""
    made = world_of(seed)
    made.world.faults[source] = "down"
    truth = made.truth
    ask = Ask(SimulatedSources(made.world, ME), made.world.now, Inputs(**truth.inputs), ME, 2)
    finding = all_diagnosers()[truth.diagnoser].run(ask)
    counted.without += 1
    if finding.certainty != Certainty.UNKNOWN and finding.outcome not in truth.right:
        counted.guessed.append(f"{seed} {made.family} without {source}: {finding.outcome}")


def measure(worlds: int = WORLDS, processes: int = 2) -> Iterator[Result]:
    """Look into `worlds` worlds and give the figures of T3."""
    step = -(-worlds // (processes * 8))
    parts = [range(at, min(at + step, worlds)) for at in range(0, worlds, step)]
    total = Counted()
    with multiprocessing.get_context("spawn").Pool(processes, initializer=_prepare) as pool:
        for counted in pool.imap_unordered(count, parts):
            total.add(counted)
    yield from figures(total)


def _prepare() -> None:
    from pharos.config.command import set_up_django

    set_up_django()


def figures(total: Counted) -> Iterator[Result]:
    """The figures of T3: truth first, then speed."""
    share = total.certain_and_right / total.worlds
    causes = ", ".join(f"{name}: {times}" for name, times in total.unknown.most_common(8))
    yield Result(
        id="T3",
        name="diagnosis: certain findings that the world contradicts",
        value=len(total.contradicted),
        unit=f"of {total.worlds:,} worlds",
        peer="limit",
        peer_value=0,
        ratio=0.0 if total.contradicted else 1.0,
        goal=1,
        note="; ".join(total.contradicted[:10]),
    )
    yield Result(
        id="T3",
        name="diagnosis: certain and right, all sources up",
        value=share,
        unit="share",
        peer="limit",
        peer_value=CERTAIN_AND_RIGHT,
        ratio=share / CERTAIN_AND_RIGHT,
        goal=1,
        note=f"not certain: {causes or 'none'}",
    )
    yield Result(
        id="T3",
        name="diagnosis: lies of one node told as disagreement",
        value=total.told_as_disagreement,
        unit=f"of {total.lies} lies",
        peer="limit",
        peer_value=total.lies,
        ratio=0.0 if total.believed else total.told_as_disagreement / max(total.lies, 1),
        goal=1,
        note="; ".join(total.believed[:10]),
    )
    yield Result(
        id="T3",
        name="diagnosis: wrong guesses while a source is away",
        value=len(total.guessed),
        unit=f"of {total.without:,} looks",
        peer="limit",
        peer_value=0,
        ratio=0.0 if total.guessed else 1.0,
        goal=1,
        note="; ".join(total.guessed[:10]),
    )
    for name, seconds in sorted(total.seconds.items()):
        slow = percentile(seconds, 0.99) * 1000
        yield Result(
            id="T3",
            name=f"diagnosis: {name}, p99 in process",
            value=slow,
            unit="ms",
            peer="limit",
            peer_value=OWN_LIMIT_MS,
            ratio=OWN_LIMIT_MS / max(slow, 1e-9),
            goal=1,
            note=f"p50 {percentile(seconds, 0.5) * 1000:.2f} ms over {len(seconds):,} runs",
        )
