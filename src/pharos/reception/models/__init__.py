from pharos.reception.models.follow_up import FollowUp

__all__ = ["FollowUp"]
