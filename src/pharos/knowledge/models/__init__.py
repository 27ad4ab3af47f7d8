from pharos.knowledge.models.saved_reply import SavedReply
from pharos.knowledge.models.tag import Tag

__all__ = ["SavedReply", "Tag"]
