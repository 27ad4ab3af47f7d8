"""Telegram, by a bot (docs/channels.md)."""
