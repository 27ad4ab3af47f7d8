"""How long looking at a file may take, and when a picture is read again that was not in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Longer than the longest inspection and the carrying before and after it.
LEASE: Final = timedelta(minutes=4)
# Between one try to read and the next: busy hours pass. After the last it stays unread.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
)
