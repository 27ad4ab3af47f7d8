"""Which channels there are."""

from __future__ import annotations

from functools import cache

from pharos.channels.port import Channel


@cache
def channels() -> dict[str, Channel]:
    """Every channel that is reached through an account, by its kind."""
    from pharos.channels.mail.adapter import MailChannel
    from pharos.channels.webhook.adapter import WebhookChannel

    every: list[Channel] = [MailChannel(), WebhookChannel()]
    return {channel.kind: channel for channel in every}


def channel_of(kind: str) -> Channel | None:
    """Return a channel by its kind, None if there is no adapter for it."""
    return channels().get(kind)
