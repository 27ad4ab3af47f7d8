"""WhatsApp, by the Cloud API (docs/channels.md)."""
