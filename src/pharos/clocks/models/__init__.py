from pharos.clocks.models.clock import Clock

__all__ = ["Clock"]
