from pharos.people.models.block import Block
from pharos.people.models.contact_address import ContactAddress
from pharos.people.models.customer import Customer
from pharos.people.models.device import Device
from pharos.people.models.handle import Handle
from pharos.people.models.invitation import Invitation
from pharos.people.models.mail_code import MailCode
from pharos.people.models.mail_proof import MailProof
from pharos.people.models.person_merge import PersonMerge
from pharos.people.models.person_note import PersonNote
from pharos.people.models.push import PushKey, PushMessage, PushSubscription
from pharos.people.models.rate_count import RateCount
from pharos.people.models.shared_value import SharedValue
from pharos.people.models.spent_token import SpentToken
from pharos.people.models.staff import Staff
from pharos.people.models.team import Membership, Team

__all__ = [
    "Block",
    "ContactAddress",
    "Customer",
    "Device",
    "Handle",
    "Invitation",
    "MailCode",
    "MailProof",
    "Membership",
    "PersonMerge",
    "PersonNote",
    "PushKey",
    "PushMessage",
    "PushSubscription",
    "RateCount",
    "SharedValue",
    "SpentToken",
    "Staff",
    "Team",
]
