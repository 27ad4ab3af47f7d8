"""The contract over HTTP: one wire, made from the port's signatures, for both of its ends."""
