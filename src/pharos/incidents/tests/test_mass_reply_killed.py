"""Workers are killed in the middle of a mass reply: nobody is written twice, nobody left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from uuid import uuid4

from pharos.incidents.actions.begin_mass_reply import MassDraft, begin_mass_reply
from pharos.incidents.tests.deeds import entered, recipients, said_by_staff, somebody
from pharos.testing.desk_server import SECRET_KEY
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

MANY = 45
# Says what it does as it does it, so that whoever reads can kill it there.
WORKER = """
import sys
import django
django.setup()
from pharos.incidents import rounds
from pharos.people.actor import Actor
real = rounds.send_to_recipient
def said(**told):
    print("about to", flush=True)
    sent = real(**told)
    print("sent", flush=True)
    return sent
rounds.send_to_recipient = said
system = Actor.system(int(sys.argv[1]))
while True:
    rounds.send_mass_replies(system)
    print("turn", flush=True)
"""


def worker(world: World, database: TestDatabase) -> subprocess.Popen[str]:
    """A worker whose clock runs fast, so that the next part is due at once."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(world.brand.pk)],
        env={
            **os.environ,
            **database.environment(),
            "DJANGO_SETTINGS_MODULE": "pharos.config.settings",
            "PHAROS_SECRET_KEY": SECRET_KEY,
            "PHAROS_CLOCK_RATE": "1000",
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(running: list[subprocess.Popen[str]], lines: int) -> None:
    """Kill them all once one of them has said so many things."""
    assert running[0].stdout is not None
    for _ in range(lines):
        assert running[0].stdout.readline()
    for each in running:
        each.send_signal(signal.SIGKILL)
        each.communicate()


def until_nobody_waits(running: subprocess.Popen[str], world: World) -> None:
    assert running.stdout is not None
    while any(one.state == "waiting" for one in recipients(world)):
        assert running.stdout.readline()


def test_workers_are_killed_anywhere_and_each_customer_is_written_to_once(
    world: World, database: TestDatabase
) -> None:
    cases = [somebody(world) for _ in range(MANY)]
    incident = entered(world)
    draft = MassDraft(texts={"en": "It works again."}, client_token=str(uuid4()))
    begin_mass_reply(actor=world.bruno.actor(), incident_id=incident.pk, draft=draft)

    # In the middle of a sentence, between two, and two workers at once.
    for lines, workers in ((1, 1), (4, 2), (9, 1), (14, 2)):
        killed_after([worker(world, database) for _ in range(workers)], lines)
    waiting = sum(one.state == "waiting" for one in recipients(world))
    last = worker(world, database)
    until_nobody_waits(last, world)
    killed_after([last], 0)

    assert 0 < waiting < MANY
    assert [one.state for one in recipients(world)] == ["sent"] * MANY
    assert all(said_by_staff(world, case) == ["It works again."] for case in cases)
