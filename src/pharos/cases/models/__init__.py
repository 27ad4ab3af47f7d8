from pharos.cases.models.case import Case
from pharos.cases.models.conversation import Conversation
from pharos.cases.models.entry import Entry

__all__ = ["Case", "Conversation", "Entry"]
