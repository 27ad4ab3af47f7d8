from pharos.diagnosis.tests.conftest import connected

__all__ = ["connected"]
