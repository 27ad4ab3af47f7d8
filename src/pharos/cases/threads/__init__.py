"""Conversations by the names that they have outside: chats, marks in mails, links."""
