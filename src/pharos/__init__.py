"""Pharos: the support desk of digital-asset exchanges. `docs/architecture.md` shows the way."""

__version__ = "0.1.0"
