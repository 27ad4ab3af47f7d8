"""Serve the hot doors only: streams and chat messages, behind a proxy that sends /live/ here."""

from __future__ import annotations

import argparse

from pharos.config.start import add_address, serve_asgi

NEEDS_DJANGO = True
LIVE_PORT = 8001


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser, port=LIVE_PORT)


def run(arguments: argparse.Namespace) -> int:
    return serve_asgi("asgi_live", arguments)
