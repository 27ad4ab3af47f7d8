"""Northmere, an exchange that does not exist: its books, its chains, its faults, and a clock.

Everything follows from a seed and from what is done to it, so the same steps give the same world.
It serves the demo and training, and is what the tests hold findings against.
"""
