"""Mails that are no part of a case: invitations, sign-in links and codes, notices to staff."""
