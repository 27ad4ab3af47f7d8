"""WeChat official accounts: customer-service messages (docs/channels.md)."""
