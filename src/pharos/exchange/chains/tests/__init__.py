"""The machine of Ethereum raises Python's limit of recursion for the whole process.

No other test shall run under it: it is loaded here, before all others here, and the limit put back.
"""

import sys

_limit = sys.getrecursionlimit()

import eth  # noqa: E402, F401 - what it does to the limit is undone below

sys.setrecursionlimit(_limit)
