"""P1: a chat message made durable, from HTTP POST to 201."""

from __future__ import annotations

from collections.abc import Iterator

import uvloop

from pharos.bench.ground import Ground
from pharos.bench.limits import fdatasync_times, percentile, round_trip_times
from pharos.bench.load import hurried, message_maker, paced
from pharos.bench.pgbench import Pgbench
from pharos.bench.results import Result, Rounds, against
from pharos.bench.seeding import talks

CLIENTS = 64
CASES = 1024
SECONDS = 4
RATE = 1000
# The exchange's customers: visitors are counted besides (safety/rates.py).
SIGNED_IN = 2
P99 = 0.99
ALLOWANCE_SECONDS = 0.005


def run(ground: Ground, rounds: int) -> Iterator[Result]:
    """Messages a second beside pgbench; then how long one takes at a thousand a second."""
    found = talks(ground, CASES, assurance=SIGNED_IN)
    _, port = ground.start_live()
    makers = [message_maker(talk, port) for talk in found]
    peer = Pgbench.inserting(ground)
    ours, theirs = Rounds(), Rounds()
    slowest, bounds, usual = Rounds(), Rounds(), Rounds()
    uvloop.run(hurried(makers, port, clients=CLIENTS, seconds=1))
    for _ in range(rounds):
        theirs.add(peer.rate(clients=CLIENTS, seconds=SECONDS))
        ours.add(uvloop.run(hurried(makers, port, clients=CLIENTS, seconds=SECONDS)))
        syncs = fdatasync_times(ground.postgres.cluster.folder)
        trip = percentile(round_trip_times(), 0.5)
        bounds.add(percentile(syncs, P99) + trip + ALLOWANCE_SECONDS)
        times = uvloop.run(paced(makers, port, rate=RATE, seconds=SECONDS))
        slowest.add(percentile(times, P99))
        usual.add(percentile(times, 0.5))
    throughput = Result(
        id="P1",
        name=f"chat: POST to 201, {CLIENTS} clients",
        value=0,
        unit="messages a second",
        peer=f"pgbench, single-row INSERT, {CLIENTS} clients",
        peer_value=None,
        ratio=None,
        goal=0.7,
    )
    yield against(throughput, ours, theirs)
    latency = Result(
        id="P1",
        name=f"chat: p99 at {RATE:,} a second, open loop",
        value=0,
        unit="s",
        peer="fdatasync p99 + one round trip + 5 ms",
        peer_value=None,
        ratio=None,
        goal=1.0,
        note=f"median {usual.median * 1000:.1f} ms",
    )
    yield against(latency, slowest, bounds, smaller_is_better=True)
