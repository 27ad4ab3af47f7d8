"""What somebody calls themselves on a channel, as far as that may be kept."""

from __future__ import annotations

from pharos.safety.screening import screen


def called(name: str) -> str:
    """Return a display name on one line; none where it holds a secret."""
    plain = " ".join(name.replace("\x00", "").split())
    return "" if screen(plain).kinds else plain
