"""Load the demo brand and its people; running it again changes nothing."""

from __future__ import annotations

import argparse

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: the demo is the same everywhere."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 -- every command has this shape
    from pharos.config.demo import load

    if told := load():
        print(told)
    return 0
