from pharos.exchange.models.connection import Connection

__all__ = ["Connection"]
