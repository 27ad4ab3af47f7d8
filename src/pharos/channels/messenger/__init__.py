"""Facebook Messenger and what is written below posts of a page (docs/channels.md)."""
