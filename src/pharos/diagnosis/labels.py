"""What staff call the things of a diagnosis: who looked, at what, why, and what was amiss.

Codes stay as they are in code; people read these.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DIAGNOSERS: Final[dict[str, Promise]] = {
    "D01": gettext_lazy("Deposit trace"),
    "D02": gettext_lazy("Network of a deposit"),
    "D03": gettext_lazy("Memo or tag"),
    "D04": gettext_lazy("Transfer from a contract"),
    "D05": gettext_lazy("Smallest deposit"),
    "D06": gettext_lazy("Token and its contract"),
    "D07": gettext_lazy("State of a network"),
    "D08": gettext_lazy("Travel rule"),
    "D09": gettext_lazy("Where a balance is"),
    "D10": gettext_lazy("Delay of the block reader"),
    "D11": gettext_lazy("Recovery of a deposit"),
    "D12": gettext_lazy("State of a withdrawal"),
    "D13": gettext_lazy("Withdrawal on the blockchain"),
    "D14": gettext_lazy("Cancelling a withdrawal"),
    "D15": gettext_lazy("Check of an address"),
    "D16": gettext_lazy("Holds and when they end"),
    "D17": gettext_lazy("Withdrawal limits"),
    "D18": gettext_lazy("Saved address"),
    "D19": gettext_lazy("Restrictions"),
    "D20": gettext_lazy("Sign-in and codes"),
    "D21": gettext_lazy("Progress of a reset"),
    "D22": gettext_lazy("Identity check"),
    "D23": gettext_lazy("Renewal of the identity check"),
    "D24": gettext_lazy("What became of an order"),
    "D25": gettext_lazy("Liquidation"),
    "D26": gettext_lazy("Fee"),
    "D27": gettext_lazy("P2P order"),
    "D28": gettext_lazy("API error"),
    "D29": gettext_lazy("API key"),
    "D30": gettext_lazy("Campaign"),
    "D31": gettext_lazy("Bank transfer"),
    "D32": gettext_lazy("Is this channel official"),
    "D33": gettext_lazy("Signs of a stranger"),
    "D34": gettext_lazy("Withdrawal to a fraudster"),
    "D35": gettext_lazy("Known problems"),
    "D36": gettext_lazy("Asked before"),
    "D37": gettext_lazy("Movements of an asset"),
    "D38": gettext_lazy("Delisting"),
    "D39": gettext_lazy("Did our message arrive"),
    "D40": gettext_lazy("Age of an address"),
}
QUESTIONS: Final[dict[str, Promise]] = {
    "exchange.meta": gettext_lazy("what the exchange offers"),
    "exchange.list_assets": gettext_lazy("list of assets"),
    "exchange.network_status": gettext_lazy("state of the networks"),
    "exchange.list_incidents": gettext_lazy("known problems"),
    "exchange.official_channels": gettext_lazy("official channels"),
    "exchange.public_policy": gettext_lazy("published rules"),
    "exchange.price_series": gettext_lazy("prices"),
    "exchange.get_contract_spec": gettext_lazy("terms of a contract"),
    "exchange.resolve_customer": gettext_lazy("which customer it is"),
    "exchange.get_customer": gettext_lazy("customer card"),
    "exchange.get_tier": gettext_lazy("tier"),
    "exchange.get_restrictions": gettext_lazy("restrictions"),
    "exchange.list_deposits": gettext_lazy("deposits"),
    "exchange.find_deposit": gettext_lazy("a deposit by its transaction"),
    "exchange.lookup_address": gettext_lazy("whose address it is"),
    "exchange.review_address": gettext_lazy("check of an address"),
    "exchange.quote_recovery": gettext_lazy("price of a recovery"),
    "exchange.list_withdrawals": gettext_lazy("withdrawals"),
    "exchange.get_withdrawal": gettext_lazy("a withdrawal"),
    "exchange.get_limits": gettext_lazy("limits"),
    "exchange.list_withdraw_addresses": gettext_lazy("saved addresses"),
    "exchange.list_fiat": gettext_lazy("bank transfers"),
    "exchange.list_ledger": gettext_lazy("movements of the account"),
    "exchange.get_balances": gettext_lazy("balances"),
    "exchange.get_order": gettext_lazy("an order"),
    "exchange.list_liquidations": gettext_lazy("liquidations"),
    "exchange.explain_fee": gettext_lazy("a fee"),
    "exchange.get_p2p_order": gettext_lazy("a P2P order"),
    "exchange.get_campaign": gettext_lazy("a campaign"),
    "exchange.get_kyc": gettext_lazy("identity check"),
    "exchange.get_security": gettext_lazy("security of the account"),
    "exchange.list_logins": gettext_lazy("sign-ins"),
    "exchange.list_api_keys": gettext_lazy("API keys"),
    "exchange.list_api_errors": gettext_lazy("errors of the API"),
    "exchange.list_deliveries": gettext_lazy("messages sent to the customer"),
    "exchange.get_identity_job": gettext_lazy("a reset under way"),
    "desk.mail": gettext_lazy("e-mail address in full"),
    "desk.phone": gettext_lazy("telephone number in full"),
    "desk.handle": gettext_lazy("name on a channel in full"),
    "chain.sighting": gettext_lazy("a transaction on the blockchain"),
    "chain.tip": gettext_lazy("newest block"),
    "chain.networks": gettext_lazy("networks that can be read"),
}
PURPOSES: Final[dict[str, Promise]] = {
    "diagnose": gettext_lazy("to find out what is the matter"),
    "answer": gettext_lazy("to answer"),
    "watch": gettext_lazy("to see whether it has moved on"),
    "verify": gettext_lazy("to check who it is"),
    "act": gettext_lazy("to do what was asked for"),
    "notice": gettext_lazy("to tell the customer"),
    "reach": gettext_lazy("to reach the customer"),
    "compare": gettext_lazy("to compare it with what the customer says"),
    "undelivered": gettext_lazy("to see why a message did not arrive"),
    "reveal": gettext_lazy("for another reason"),
}
WHYS: Final[dict[str, Promise]] = {
    "UNAVAILABLE": gettext_lazy("no answer"),
    "LATE": gettext_lazy("no answer in time"),
    "STALE": gettext_lazy("the answer was too old"),
    "DISAGREE": gettext_lazy("the sources contradict each other"),
    "NOT_FOUND": gettext_lazy("nothing of the kind is there"),
    "FORBIDDEN": gettext_lazy("it may not be asked for this case"),
    "UNSUPPORTED": gettext_lazy("the exchange does not offer this"),
    "RATE_LIMITED": gettext_lazy("asked too often; later again"),
}
EVENTS: Final[dict[str, Promise]] = {
    "deposit.state": gettext_lazy("the deposit moves on"),
    "withdrawal.state": gettext_lazy("the withdrawal moves on"),
    "restriction.lifted": gettext_lazy("the restriction is lifted"),
    "restriction.changed": gettext_lazy("the restriction changes"),
    "hold.ended": gettext_lazy("the hold ends"),
    "asset_network.status": gettext_lazy("the network changes"),
    "incident.updated": gettext_lazy("there is news of the problem"),
    "incident.closed": gettext_lazy("the problem is over"),
    "kyc.state": gettext_lazy("the identity check moves on"),
    "security.changed": gettext_lazy("the security of the account changes"),
    "job.state": gettext_lazy("the request is decided"),
}
# Findings that only say that nothing is in the way, as part of one line.
FINE: Final[dict[tuple[str, str], Promise]] = {
    ("D02", "MATCH"): gettext_lazy("right network"),
    ("D03", "OK"): gettext_lazy("memo in order"),
    ("D04", "DIRECT"): gettext_lazy("sent directly"),
    ("D05", "OK"): gettext_lazy("large enough"),
    ("D06", "LISTED"): gettext_lazy("token listed"),
    ("D07", "OPEN"): gettext_lazy("network open"),
    ("D08", "OK"): gettext_lazy("travel rule in order"),
    ("D10", "OK"): gettext_lazy("block reader up to date"),
    ("D15", "VALID"): gettext_lazy("address valid"),
    ("D16", "NONE"): gettext_lazy("no hold"),
    ("D17", "OK"): gettext_lazy("within the limits"),
    ("D18", "ACTIVE"): gettext_lazy("address usable"),
    ("D19", "NONE"): gettext_lazy("no restriction"),
    ("D22", "OK"): gettext_lazy("identity check in order"),
    ("D29", "ACTIVE"): gettext_lazy("API key works"),
    ("D33", "CLEAN"): gettext_lazy("no sign of a stranger"),
    ("D35", "NONE"): gettext_lazy("no known problem"),
    ("D36", "NONE"): gettext_lazy("not asked before"),
    ("D40", "CURRENT"): gettext_lazy("address current"),
}
STEPS: Final[dict[str, Promise]] = {
    "add_memo": gettext_lazy("Add the memo or tag"),
    "add_withdraw_address": gettext_lazy("Save the address"),
    "appeal_restriction": gettext_lazy("Ask for a review of the restriction"),
    "begin_kyc": gettext_lazy("Begin the identity check"),
    "begin_reset": gettext_lazy("Begin the reset"),
    "cancel_withdrawal": gettext_lazy("Cancel the withdrawal"),
    "change_api_key": gettext_lazy("Change the API key"),
    "change_contact": gettext_lazy("Change the address or number"),
    "check_order": gettext_lazy("Look at the order"),
    "continue_reset": gettext_lazy("Go on with the reset"),
    "give_txid": gettext_lazy("Give the transaction's hash"),
    "lift_restriction": gettext_lazy("Do what lifts the restriction"),
    "move_between_wallets": gettext_lazy("Move it between wallets"),
    "new_api_key": gettext_lazy("Make a new API key"),
    "open_appeal": gettext_lazy("Open an appeal"),
    "open_case": gettext_lazy("Open the other case"),
    "open_task": gettext_lazy("Open a task for a team"),
    "prove_sender": gettext_lazy("Prove who sent it"),
    "raise_level": gettext_lazy("Raise the level of the account"),
    "renew_kyc": gettext_lazy("Renew the identity check"),
    "report_pack": gettext_lazy("Get the papers for a report to the police"),
    "request_recovery": gettext_lazy("Ask for the recovery"),
    "resend": gettext_lazy("Send the message again"),
    "resend_message": gettext_lazy("Send the message again"),
    "reset_password": gettext_lazy("Set a new password"),
    "see_orders": gettext_lazy("Look at the orders"),
    "self_lock": gettext_lazy("Lock the account"),
    "send_documents": gettext_lazy("Send the documents"),
    "send_proof": gettext_lazy("Send a proof"),
    "show_current_address": gettext_lazy("Show the current address"),
    "show_transaction": gettext_lazy("Show the transaction"),
    "sign_in": gettext_lazy("Sign in"),
}
# Evidence that only staff see, beside the rows of the customer's card (`cards.LABELS`).
EVIDENCE: Final[dict[str, Promise]] = {
    "asset": gettext_lazy("Asset"),
    "wallet": gettext_lazy("Wallet"),
    "address": gettext_lazy("Address"),
    "memo": gettext_lazy("Memo or tag"),
    "symbol": gettext_lazy("Trading pair"),
    "when": gettext_lazy("When"),
    "at": gettext_lazy("When"),
    "expected": gettext_lazy("Expected"),
    "due": gettext_lazy("Due"),
    "next": gettext_lazy("Next"),
    "usual": gettext_lazy("Usually"),
    "limit": gettext_lazy("Limit"),
    "left": gettext_lazy("Left"),
    "resets": gettext_lazy("Begins anew"),
    "tier": gettext_lazy("Tier"),
    "incident": gettext_lazy("Problem"),
    "step": gettext_lazy("Step"),
    "steps": gettext_lazy("Steps"),
    "device": gettext_lazy("Device"),
    "place": gettext_lazy("Place"),
    "currency": gettext_lazy("Currency"),
    "retired": gettext_lazy("Retired"),
    "stated": gettext_lazy("Amount stated"),
    "unlock": gettext_lazy("Confirmations until it can be withdrawn"),
}
WHO: Final[dict[str, Promise]] = {
    "customer": gettext_lazy("the customer"),
    "exchange": gettext_lazy("the exchange, if asked"),
    "staff": gettext_lazy("us"),
}


def diagnoser_label(name: str) -> str:
    """What one diagnoser finds out; a contact reason or anything unknown stays as it is."""
    return str(DIAGNOSERS.get(name, name))


def questions_label(questions: list[str] | tuple[str, ...]) -> str:
    """Questions in words, each once; an unknown one by its name."""
    named = [str(QUESTIONS.get(one, plain(one.rpartition(".")[2]))) for one in questions]
    return ", ".join(dict.fromkeys(named))


def source_label(source: str) -> str:
    """Who answered: our exchange, or which nodes of the chains."""
    parts = [part.strip() for part in source.replace(",", "+").split("+")]
    nodes = [part.removeprefix("chain").strip(". ") for part in parts if part.startswith("chain")]
    named = [part for part in parts if not part.startswith(("chain", "exchange"))]
    told = [_("exchange")] if any(part.startswith("exchange") for part in parts) else []
    if nodes:
        names = ", ".join(dict.fromkeys(node for node in nodes if node))
        told.append(_("blockchain (%(nodes)s)") % {"nodes": names} if names else _("blockchain"))
    return ", ".join([*told, *dict.fromkeys(named)])


def plain(code: str) -> str:
    """A code that nobody has worded yet, readable: `open_task` is `open task`."""
    return code.replace("_", " ").lower()
