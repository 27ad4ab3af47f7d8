"""Drills: break things on purpose, then judge from outside what was lost.

A drill has a stage (home, database, brands, people), a process tree that it starts and kills,
clients in processes of their own that keep diaries on disk, and a judge who compares the diaries
with the ledger. It touches nothing that it did not start.
"""
