"""What each operation is for, in one sentence, for those who implement it."""

from __future__ import annotations

from typing import Final

MEANINGS: Final[dict[str, str]] = {
    "meta": "What is offered: the capabilities are the names of operations.",
    "list_assets": "All assets that are listed.",
    "network_status": "Each asset on each network: open or paused, since when, how far read.",
    "list_incidents": "Disturbances that are known; only those that go on, unless told otherwise.",
    "official_channels": "All ways in which the exchange really speaks to people, signed.",
    "public_policy": "A published rule, as it was in force at an instant.",
    "price_series": "Prices or funding rates between two instants.",
    "get_contract_spec": "The rules of a contract that were in force at an instant.",
    "resolve_customer": "Whether this is the case's customer. It finds nobody else.",
    "get_customer": "Who it is, masked.",
    "get_tier": "The customer's tier, since when, and by which rule.",
    "get_restrictions": "What the customer may not do now, why, until when, and what lifts it.",
    "list_deposits": "What arrived for the customer, newest first.",
    "find_deposit": "Whether a transaction is the customer's, somebody else's, or unknown.",
    "lookup_address": "Whose address it is: the customer's, another's, ours, or nobody's here.",
    "review_address": "What is known of an address that the customer wants to send to.",
    "quote_recovery": "Whether what went astray can be brought back, for how much, how soon.",
    "list_withdrawals": "What the customer sent, newest first.",
    "get_withdrawal": "One withdrawal of the case's customer.",
    "get_limits": "What may be withdrawn a day, and how much of it is used.",
    "list_withdraw_addresses": "The addresses that the customer has allowed, and from when on.",
    "list_fiat": "Money by bank or card.",
    "list_ledger": "Every change of one asset's balance between two instants.",
    "get_balances": "Balances by wallet, and what of them is locked until when.",
    "get_order": "One order and everything that happened to it.",
    "list_liquidations": "Forced closings between two instants, as they were recorded.",
    "explain_fee": "How one fee came about.",
    "get_p2p_order": "One trade between customers: its state, and whether coins are in escrow.",
    "get_campaign": "One promotion: its conditions and what the customer has reached.",
    "get_kyc": "Where the identity check stands, and what may be said of it.",
    "get_security": "Factors, latest changes, and holds with their ends.",
    "list_logins": "Attempts to sign in: coarse place, device label, result.",
    "list_api_keys": "What the customer's keys may do. Never a secret.",
    "list_api_errors": "Refused calls, as the gateway logged them.",
    "list_deliveries": "What became of mails and messages of one kind.",
    "get_identity_job": "The reset or recovery that is under way.",
    "request_self_lock": "Lock the customer's own account at once; only the exchange unlocks it.",
    "request_cancel_withdrawal": "Stop a withdrawal that has not left yet.",
    "request_resend": "Send a code or a notice once more, to where it went before.",
    "request_recovery": "Bring back what went astray, as quoted.",
    "request_2fa_reset": "Begin to replace a lost second factor; the exchange proves who it is.",
    "submit_travel_rule_info": "Say who sent or receives a transfer that waits for it.",
    "request_restriction_review": "Ask that a restriction be looked at again, with evidence.",
    "get_job": "How a request is getting on.",
}


def meaning_of(name: str) -> str:
    return MEANINGS.get(name, name.replace("_", " ").capitalize() + ".")
