"""How Messenger speaks, for the contract and for its own tests."""

from __future__ import annotations

from pharos.channels.meta.tests.side import PageSide, body, event, milliseconds


class MessengerSide(PageSide):
    kind = "messenger"
    own = "page_id"

    def receipt(self, name: str, state: str) -> bytes | None:
        """Messenger names what was delivered, and until when they have read."""
        if state == "delivered":
            return body(event(90, delivery={"mids": [name], "watermark": milliseconds()}))
        return body(event(91, read={"watermark": milliseconds()}))
