"""Calendars and promises: when people are here, and by when something is due."""
