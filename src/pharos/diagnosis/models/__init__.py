from pharos.diagnosis.models.event import ExchangeEvent
from pharos.diagnosis.models.job import ExchangeJob
from pharos.diagnosis.models.notice import BlockNotice
from pharos.diagnosis.models.public_status import PublicStatus
from pharos.diagnosis.models.request import DiagnosisRequest
from pharos.diagnosis.models.watcher import Watcher

__all__ = [
    "BlockNotice",
    "DiagnosisRequest",
    "ExchangeEvent",
    "ExchangeJob",
    "PublicStatus",
    "Watcher",
]
