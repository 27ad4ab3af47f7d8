"""The mail drill: senders hand over mail by SMTP while everything that takes it in is killed."""
