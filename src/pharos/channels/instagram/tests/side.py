"""How Instagram speaks, for the contract and for its own tests."""

from __future__ import annotations

from pharos.channels.meta.tests.side import PageSide, body, event


class InstagramSide(PageSide):
    kind = "instagram"
    own = "instagram_id"

    def receipt(self, name: str, state: str) -> bytes | None:
        """Instagram tells what was read, and no more."""
        return body(event(91, read={"mid": name})) if state == "seen" else None
