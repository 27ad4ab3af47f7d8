from pharos.incidents.models.claim import Claim
from pharos.incidents.models.incident import Incident
from pharos.incidents.models.mass_reply import MassReply, Recipient

__all__ = ["Claim", "Incident", "MassReply", "Recipient"]
