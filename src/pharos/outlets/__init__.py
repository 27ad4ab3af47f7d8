"""Webhooks to a brand's own systems: what happened in cases, in order, each in effect once."""
