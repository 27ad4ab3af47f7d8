"""Discord: direct messages, mentions in servers, and commands (docs/channels.md)."""
