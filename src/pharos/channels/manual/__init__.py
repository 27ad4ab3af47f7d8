"""What came by phone, post, fax or in person, and is logged by hand (docs/channels.md)."""
