"""Text records from DNS, for whoever checks signatures."""

from __future__ import annotations

from typing import Final

import dns.resolver

SECONDS: Final = 5.0


def text_records(name: str) -> list[str]:
    """Return the text records of a name; none if there is no such name. Raises if DNS is away."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
