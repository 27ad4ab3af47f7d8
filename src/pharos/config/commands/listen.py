"""Hold the connections of channels that tell only who is connected, such as Discord."""

from __future__ import annotations

import argparse
from threading import Event

from pharos.config.start import refuse_unsafe_start

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: which accounts there are is in the settings."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 -- every command has this shape
    from threading import Thread

    from pharos.channels.listening import listen_until
    from pharos.config.stopping import Stopping

    refuse_unsafe_start()
    stopping, stop = Stopping(), Event()
    stopping.listen()
    listening = Thread(target=listen_until, args=(stop,), name="listen")
    listening.start()
    while not stopping.rest(1.0) and listening.is_alive():
        pass
    stop.set()
    listening.join()
    return 0
