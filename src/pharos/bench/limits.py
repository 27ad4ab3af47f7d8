"""What this machine's disk and loopback can do at the most, measured in the same run."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

PAGE = b"\0" * 8192
FILE_PAGES = 512


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def fdatasync_times(folder: Path, *, seconds: float = 1.0) -> list[float]:
    """Write a page and wait for the disk, again and again, as a log does; the seconds of each."""
    path = folder / "fdatasync"
    path.write_bytes(PAGE * FILE_PAGES)
    times: list[float] = []
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.fsync(descriptor)
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            os.pwrite(descriptor, PAGE, len(times) % FILE_PAGES * len(PAGE))
            _sync(descriptor)
            times.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()
    return times


def round_trip_times(*, count: int = 2000) -> list[float]:
    """Send a byte over the loopback and back; the seconds of each."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        echo = threading.Thread(target=_echo, args=(server,))
        echo.start()
        times = []
        with socket.create_connection(server.getsockname()) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(count):
                began = time.perf_counter()
                client.send(b"x")
                client.recv(1)
                times.append(time.perf_counter() - began)
        echo.join()
    return times


def _echo(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while received := connection.recv(64):
            connection.send(received)


# macOS has no fdatasync.
_sync = getattr(os, "fdatasync", os.fsync)
