"""X: direct messages and mentions, by webhook or by asking (docs/channels.md)."""
