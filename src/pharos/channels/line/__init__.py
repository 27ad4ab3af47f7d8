"""LINE, by an official account (docs/channels.md)."""
