"""Do the work for later: follow-ups, clocks, deliveries."""

from __future__ import annotations

import argparse

from pharos.config.start import refuse_unsafe_start

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: how much a worker does at once is in the settings."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 -- every command has this shape
    from pharos.config.worker import main

    refuse_unsafe_start()
    return main()
