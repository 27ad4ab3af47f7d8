"""Asking ClamAV's daemon about a file, where an operator has one (`PHAROS_CLAMD`)."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Final

import clamd
from django.conf import settings

# Of one connection and of each answer. A file of 50 MB takes clamd a few seconds.
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 60.0
UNIX: Final = "unix:"
TCP: Final = "tcp:"
PORT: Final = 3310


class ScannerAway(Exception):
    """Nobody answers, or not in a way that can be understood. The file waits."""


class TooLongToScan(Exception):
    """The daemon takes no files of this size (its StreamMaxLength)."""


def is_on() -> bool:
    return bool(settings.CLAMD)


def virus_in(path: Path) -> str:
    """Return what was found in the file, or nothing. Whatever is no clear answer is ScannerAway."""
    scanner = _scanner()
    try:
        with path.open("rb") as file:
            answer = scanner.instream(file)
    except clamd.BufferTooLongError as error:
        raise TooLongToScan from error
    except (BrokenPipeError, ConnectionResetError) as error:
        # It hangs up in the middle of a file that is too long, before its answer can be read.
        if _answers():
            raise TooLongToScan from error
        raise ScannerAway from error
    except (clamd.ClamdError, OSError, UnicodeDecodeError) as error:
        raise ScannerAway from error
    status, found = (answer or {}).get("stream", ("", ""))
    if status == "FOUND":
        return str(found)
    if status != "OK":
        raise ScannerAway
    return ""


def _answers() -> bool:
    try:
        return bool(_scanner().ping() == "PONG")
    except (clamd.ClamdError, OSError, UnicodeDecodeError):
        return False


class _Scanner(clamd.ClamdNetworkSocket):  # type: ignore[misc]
    """The client, which by itself waits without end for a connection."""

    def __init__(self, family: int, address: str | tuple[str, int]) -> None:
        super().__init__(timeout=ANSWER_SECONDS)
        self.family, self.address = family, address

    def _init_socket(self) -> None:
        self.clamd_socket = socket.socket(self.family, socket.SOCK_STREAM)
        self.clamd_socket.settimeout(CONNECT_SECONDS)
        self.clamd_socket.connect(self.address)
        self.clamd_socket.settimeout(ANSWER_SECONDS)


def _scanner() -> _Scanner:
    """The daemon at `unix:/run/clamav/clamd.ctl`, or at `tcp:host:port`."""
    where = settings.CLAMD
    if where.startswith(UNIX):
        return _Scanner(socket.AF_UNIX, where.removeprefix(UNIX))
    host, _colon, port = where.removeprefix(TCP).lstrip("/").rpartition(":")
    return _Scanner(socket.AF_INET, (host or where, int(port) if host else PORT))
