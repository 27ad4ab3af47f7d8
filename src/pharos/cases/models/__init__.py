from pharos.cases.models.case import Case
from pharos.cases.models.conversation import Conversation
from pharos.cases.models.entry import Entry
from pharos.cases.models.link import CaseLink
from pharos.cases.models.notification import Notification
from pharos.cases.models.side_conversation import SideConversation

__all__ = ["Case", "CaseLink", "Conversation", "Entry", "Notification", "SideConversation"]
