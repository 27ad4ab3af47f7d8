"""Serve the pages only, on threads, behind a proxy that sends /live/ elsewhere."""

from __future__ import annotations

import argparse
import os

from pharos.config.machine.lifeline import bind_forks
from pharos.config.start import add_address, announce_first_start, refuse_unsafe_start, require_free

NEEDS_DJANGO = True
THREADS = 4
BACKLOG = 2048
# Without a limit a worker with an open connection would never stop on SIGTERM.
KILL_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threads", type=int, default=THREADS, help="threads of each worker")


def run(arguments: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    bind_forks()
    refuse_unsafe_start()
    require_free(arguments.host, arguments.port)
    announce_first_start()
    Granian(
        "pharos.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=arguments.threads,
        backlog=BACKLOG,
        # More requests than threads wait here instead of being refused.
        backpressure=BACKLOG // arguments.workers,
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
    return 0
