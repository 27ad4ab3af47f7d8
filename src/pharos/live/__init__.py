"""Live updates: a bus that says what moved, and streams that hear of it.

A wake-up carries no content and may be lost: whoever is woken asks the database, and asks again
every few seconds even if nobody wakes it. Knows topics, not cases.
"""
