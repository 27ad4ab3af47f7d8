"""The audit of the set-up: `record` writes it inside an action, `entries` reads it."""

from pharos.kernel.audit.queries import entries
from pharos.kernel.audit.record import INSTALLATION, SECRET, difference, record

__all__ = ["INSTALLATION", "SECRET", "difference", "entries", "record"]
