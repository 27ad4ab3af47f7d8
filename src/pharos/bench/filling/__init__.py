"""A database as it is after years: cases with their whole past, chains computed, filled by COPY.

Only ever in a database named `pharos_bench_*`, as its administrator, with triggers off.
"""
