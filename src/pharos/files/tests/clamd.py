"""A daemon that speaks clamd's protocol on a real socket, and knows one virus."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

# The test file that every scanner knows, in two halves so that none stumbles over this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MAX = 1_000_000


class _Asked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.readline().strip()
        if command == b"nPING":
            self.wfile.write(b"PONG\n")
            return
        assert command == b"nINSTREAM", command
        content = bytearray()
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > STREAM_MAX:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n")
                return
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\n")


@contextmanager
def listening() -> Iterator[str]:
    """Listen while the block runs, and yield the address as PHAROS_CLAMD has it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Asked) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"tcp:127.0.0.1:{server.server_address[1]}"
        server.shutdown()
