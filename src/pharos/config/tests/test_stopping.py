"""Being told to stop at any moment, even just after having been held still."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

CHILD = """
from pharos.config.stopping import Stopping
stopping = Stopping()
stopping.listen()
print("ready", flush=True)
while not stopping.rest(0.05):
    pass
"""
CHILDREN, AT_ONCE, STEP_SECONDS = 48, 4, 2e-5


def ends_when_told(place: int) -> bool:
    """Hold a child still until its rest is over, let it go, and tell it to stop at that moment."""
    with subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(signal.SIGSTOP)
        time.sleep(0.1)
        child.send_signal(signal.SIGCONT)
        moment = time.perf_counter() + place * STEP_SECONDS
        while time.perf_counter() < moment:
            pass
        child.terminate()
        try:
            return child.wait(timeout=10) == 0
        except subprocess.TimeoutExpired:
            child.kill()
            return False


def test_a_signal_at_any_moment_of_a_rest_ends_it() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(ends_when_told, range(CHILDREN)))

    assert ended == [True] * CHILDREN
