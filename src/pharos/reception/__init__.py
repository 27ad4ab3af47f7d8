"""The inbound walk: every message from outside becomes part of a case here, in one transaction."""
