"""Instagram: direct messages and comments (docs/channels.md)."""
