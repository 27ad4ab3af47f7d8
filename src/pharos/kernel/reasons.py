"""Why customers contact an exchange: the tree of contact reasons, as codes and plain words.

A code is for good: reports, rules and models are keyed by it. The words are for staff; what
customers read is a label in the brand's profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    group: str
    label: str


_TREE: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "DEP": (
        "Deposit",
        {
            "PENDING_CONF": "Waiting for confirmations",
            "NOT_FOUND": "Deposit not arrived",
            "WRONG_NETWORK": "Sent over the wrong network",
            "MEMO_MISSING": "Memo or tag missing",
            "MEMO_WRONG": "Memo or tag wrong",
            "BELOW_MIN": "Below the minimum",
            "UNSUPPORTED_TOKEN": "Token not supported",
            "DELISTED": "Asset delisted",
            "CONTRACT_TRANSFER": "Sent by a contract",
            "TO_HOT_WALLET": "Sent to a collection wallet",
            "WRONG_ADDRESS": "Sent to a wrong address",
            "OLD_ADDRESS": "Sent to a retired address",
            "MAINTENANCE": "Deposits under maintenance",
            "TRAVEL_RULE": "Information on the sender required",
            "COMPLIANCE_HOLD": "Under review",
            "CREDITED_ELSEWHERE": "Credited to another account",
            "CREDITED_LOCKED": "Credited but locked",
            "AMOUNT_DIFF": "Amount differs",
            "FAKE_TOKEN": "Counterfeit token",
            "RECOVERY": "Recovery of a deposit",
        },
    ),
    "WDR": (
        "Withdrawal",
        {
            "REVIEW": "Withdrawal in review",
            "EMAIL_CONFIRM": "Confirmation by e-mail outstanding",
            "QUEUED": "Queued",
            "BROADCAST_UNCONF": "Sent, not yet confirmed",
            "DONE_NOT_RECEIVED": "Completed, not received",
            "REJECTED": "Rejected",
            "FAILED": "Failed",
            "SUSPENDED_ASSET": "Withdrawals of the asset paused",
            "HOLD_SECURITY": "On hold after a security change",
            "HOLD_FIAT_DEPOSIT": "On hold after a fiat deposit",
            "WHITELIST": "Address book",
            "LIMIT": "Limit reached",
            "TRAVEL_RULE": "Information on the recipient required",
            "WRONG_ADDRESS": "Sent to a wrong address",
            "WRONG_NETWORK": "Sent over the wrong network",
            "CANCEL_REQUEST": "Wants to cancel",
        },
    ),
    "FIAT": (
        "Fiat, card and bank",
        {
            "DEP_MISSING": "Bank deposit missing",
            "NAME_MISMATCH": "Name does not match",
            "WDR_PENDING": "Bank withdrawal pending",
            "CARD_DECLINED": "Card declined",
            "CHARGEBACK": "Chargeback",
        },
    ),
    "ACC": (
        "Account access",
        {
            "LOGIN": "Cannot sign in",
            "PASSWORD": "Password",
            "2FA_LOST": "Second factor lost",
            "2FA_CODE_FAIL": "Code not accepted",
            "EMAIL_PHONE_CHANGE": "Change of e-mail or phone",
            "CODE_NOT_RECEIVED": "Code not received",
            "LOCKED": "Account restricted",
            "FROZEN_RISK": "Frozen for risk",
            "FROZEN_LEGAL": "Frozen for legal reasons",
            "CLOSE": "Close the account",
        },
    ),
    "KYC": (
        "Identity",
        {
            "PENDING": "Identity check pending",
            "REJECTED_RETRY": "Rejected, may try again",
            "REJECTED_FINAL": "Rejected for good",
            "EXPIRED": "Document expired",
            "SOF": "Source of funds",
            "REGION": "Region not served",
        },
    ),
    "TRD": (
        "Trading",
        {
            "ORDER_REJECT": "Order rejected",
            "ORDER_NOT_FILLED": "Order not filled",
            "PRICE_SLIPPAGE": "Price or slippage",
            "LIQUIDATION": "Liquidation",
            "STOP_NOT_TRIGGERED": "Stop not triggered",
            "ADL": "Auto-deleveraging",
            "FUNDING": "Funding",
            "BALANCE_DIFF": "Balance differs",
            "BUG": "Fault in trading",
            "OUTAGE_LOSS": "Loss in an outage",
        },
    ),
    "P2P": (
        "Peer to peer",
        {
            "PAID_NOT_RELEASED": "Paid, not released",
            "NOT_RECEIVED": "Payment not received",
            "THIRD_PARTY_PAY": "Paid by a third party",
            "CANCELLED_PAID": "Cancelled after payment",
            "FROZEN_BANK": "Bank account frozen",
        },
    ),
    "API": (
        "API",
        {
            "SIGNATURE": "Signature refused",
            "TIMESTAMP": "Timestamp refused",
            "IP_WHITELIST": "Address not allowed",
            "KEY_EXPIRED": "Key expired",
            "PERMISSION": "Permission missing",
            "RATE_LIMIT": "Rate limit",
            "BAN": "Banned",
            "UNKNOWN_STATUS": "Order status unknown",
        },
    ),
    "FEE": ("Fees", {"EXPLAIN": "Fee explained", "TIER": "Fee tier"}),
    "PRM": (
        "Promotions",
        {"REWARD_MISSING": "Reward missing", "TERMS": "Terms of a promotion"},
    ),
    "TAX": ("Tax", {"STATEMENT": "Statement for tax"}),
    "AST": (
        "Listing",
        {
            "DELISTING": "Delisting",
            "FORK_AIRDROP": "Fork or airdrop",
            "MIGRATION": "Token migration",
            "NETWORK_DOWN": "Network down",
        },
    ),
    "SEC": (
        "Security and fraud",
        {
            "COMPROMISED": "Account compromised",
            "UNAUTH_WDR": "Withdrawal not authorised",
            "PHISH_REPORT": "Something suspicious",
            "IMPERSONATION": "Impersonation of support",
            "SCAM_VICTIM": "Victim of a scam",
            "VOICE_PHISHING": "Voice phishing",
            "VERIFY_CHANNEL": "Is this contact genuine",
        },
    ),
    "LEG": (
        "Legal",
        {
            "DECEASED": "Customer deceased",
            "LEA": "Law enforcement",
            "COURT": "Court",
            "POA": "Power of attorney",
            "CLAIM": "Claim",
        },
    ),
    "DAT": (
        "Data rights",
        {
            "ACCESS": "Access to data",
            "ERASURE": "Erasure of data",
            "CORRECT": "Correction of data",
            "PORTABILITY": "Copy of data to take along",
        },
    ),
    "FBK": (
        "Feedback",
        {
            "COMPLAINT": "Complaint",
            "PRAISE": "Praise",
            "FEATURE": "Wish for a feature",
            "LANGUAGE": "Language",
            # What the customer calls something else, until somebody has looked.
            "OTHER": "Something else",
        },
    ),
}

REASONS: Final = {
    f"{prefix}.{suffix}": Reason(f"{prefix}.{suffix}", group, label)
    for prefix, (group, labels) in _TREE.items()
    for suffix, label in labels.items()
}

# For what has no reason yet.
UNSORTED: Final = "FBK.OTHER"
