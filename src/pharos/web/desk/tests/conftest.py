from __future__ import annotations

from pharos.diagnosis.tests.conftest import connected

__all__ = ["connected"]
