"""Serve everything on one port: the hot doors natively, the pages through threads."""

from __future__ import annotations

import argparse

from pharos.config.start import add_address, serve_asgi

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)


def run(arguments: argparse.Namespace) -> int:
    return serve_asgi("asgi", arguments)
