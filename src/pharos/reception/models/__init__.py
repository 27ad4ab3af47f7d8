from pharos.reception.models.follow_up import FollowUp
from pharos.reception.models.form_draft import FormDraft
from pharos.reception.models.received import Received
from pharos.reception.models.repeat_mark import RepeatMark
from pharos.reception.models.spooled import Spooled

__all__ = ["FollowUp", "FormDraft", "Received", "RepeatMark", "Spooled"]
