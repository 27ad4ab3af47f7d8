from pharos.cases.models.case import Case
from pharos.cases.models.case_tag import CaseTag
from pharos.cases.models.conversation import Conversation
from pharos.cases.models.delivery import DeliveredItem, Delivery
from pharos.cases.models.desk_mark import DeskMark
from pharos.cases.models.entry import Entry
from pharos.cases.models.head import LedgerHead
from pharos.cases.models.link import CaseLink
from pharos.cases.models.notification import Notification
from pharos.cases.models.rating import Rating
from pharos.cases.models.saved_view import SavedView
from pharos.cases.models.side_conversation import SideConversation

__all__ = [
    "Case",
    "CaseLink",
    "CaseTag",
    "Conversation",
    "DeliveredItem",
    "Delivery",
    "DeskMark",
    "Entry",
    "LedgerHead",
    "Notification",
    "Rating",
    "SavedView",
    "SideConversation",
]
