"""Telling staff while no page is open: web push and mail, in words that name no customer."""
