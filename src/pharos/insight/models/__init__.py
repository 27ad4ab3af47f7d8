from pharos.insight.models.answer_time import AnswerTime

__all__ = ["AnswerTime"]
