"""What can be wrong with a machine, told so that the reader knows what to do next."""

from __future__ import annotations


class MachineError(Exception):
    """Something outside Pharos is in the way: `code` is stable, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
