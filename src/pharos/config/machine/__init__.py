"""The machine Pharos runs on: its state folder, its own PostgreSQL, its process tree.

Nothing here knows what a case is, and nothing here imports Django, so that a start is fast
and a broken model cannot keep the database from coming up.
"""
