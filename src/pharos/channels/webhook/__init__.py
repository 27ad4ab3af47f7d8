"""Any other channel: a signed webhook in, a signed webhook out (docs/channels.md)."""
