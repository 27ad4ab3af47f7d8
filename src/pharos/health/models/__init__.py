from pharos.health.models.beat import Beat
from pharos.health.models.claim import Claim
from pharos.health.models.report import Report
from pharos.health.models.round_state import RoundState

__all__ = ["Beat", "Claim", "Report", "RoundState"]
