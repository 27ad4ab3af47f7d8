from pharos.letters.models.letter import Letter

__all__ = ["Letter"]
