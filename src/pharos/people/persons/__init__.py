"""Customers as people: who is one with whom, and what colleagues and supervisors noted."""
