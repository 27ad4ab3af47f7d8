"""TCP ports of this machine."""

from __future__ import annotations

import secrets
import socket

# Below 32768, where Linux begins to give ports to outgoing connections: a port that is free
# today would otherwise be taken by chance while the server is down.
LOWEST, HIGHEST = 21_000, 32_000


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen here now, TIME_WAIT of an earlier one included."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Choose a port on which nobody listens."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if is_free(port):
            return port


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether something accepts connections here."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
