"""Everything that Pharos counts. Labels are names of our own, never numbers of cases or people.

What is counted over all processes (waiting cases, late promises) is asked of the database when
somebody looks: `config/metrics.py`.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Histogram(
    "pharos_request_seconds",
    "How long requests took, until the first byte where the answer is a stream.",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
MESSAGES = Counter(
    "pharos_messages", "Customers' messages that the group commit has answered.", ["status"]
)
BATCHES = Counter("pharos_message_batches", "Transactions of the group commit.")
WAKES = Counter("pharos_wakes", "Wake-ups that were heard.", ["kind"])
STREAMS_OPENED = Counter("pharos_streams_opened", "Streams that were opened.")
ROUND_SECONDS = Histogram(
    "pharos_round_seconds",
    "How long a round of the worker's took.",
    ["round"],
    buckets=(0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600),
)
ROUND_FAILURES = Counter("pharos_round_failures", "Rounds of the worker's that failed.", ["round"])
FOLLOWED_UP = Counter("pharos_followed_up", "Entries that a worker has followed up.")
