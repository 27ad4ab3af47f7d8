"""Which channels there are."""

from __future__ import annotations

from functools import cache

from pharos.channels.port import Channel


@cache
def channels() -> dict[str, Channel]:
    """Every channel that is reached through an account, by its kind."""
    from pharos.channels.discord.adapter import DiscordChannel
    from pharos.channels.instagram.adapter import InstagramChannel
    from pharos.channels.kakao.adapter import KakaoChannel
    from pharos.channels.line.adapter import LineChannel
    from pharos.channels.mail.adapter import MailChannel
    from pharos.channels.manual.adapter import ManualChannel
    from pharos.channels.messenger.adapter import MessengerChannel
    from pharos.channels.telegram.adapter import TelegramChannel
    from pharos.channels.webhook.adapter import WebhookChannel
    from pharos.channels.wechat.adapter import WeChatChannel
    from pharos.channels.whatsapp.adapter import WhatsAppChannel
    from pharos.channels.x.adapter import XChannel

    every: list[Channel] = [
        DiscordChannel(),
        InstagramChannel(),
        KakaoChannel(),
        LineChannel(),
        MailChannel(),
        ManualChannel(),
        MessengerChannel(),
        TelegramChannel(),
        WebhookChannel(),
        WeChatChannel(),
        WhatsAppChannel(),
        XChannel(),
    ]
    return {channel.kind: channel for channel in every}


def channel_of(kind: str) -> Channel | None:
    """Return a channel by its kind, None if there is no adapter for it."""
    return channels().get(kind)
