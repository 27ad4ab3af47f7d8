"""Backups: everything in one file that only the holder of a key can open.

`archive` is the order of the bytes, `sealing` the encryption (age), `taking` and `restoring` the
two directions. docs/how-to/back-up-and-restore.md says how operators use it.
"""
