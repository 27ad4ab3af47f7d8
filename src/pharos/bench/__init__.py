"""Benchmarks: what we measure, each figure beside a peer or a limit of the same run.

Everything runs on a PostgreSQL of its own in a temporary folder and is removed at the end. Ours
and theirs take turns, at least five rounds, so that a noisy neighbour troubles both alike.
docs/benchmarks.md says how each figure is made.
"""
