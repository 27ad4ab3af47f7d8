"""What an exchange can be asked to do, and which step of a finding leads to it.

There is nothing here that the contract does not have (`exchange/actions.py`), and so nothing of
what it says is never offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from pharos.exchange.actions import ASSURANCE, requests

# What names what a job is about, the first that there is.
SUBJECTS: Final = ("id", "txid", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One thing to ask for.

    `steps` are the steps of findings that lead to it, each with the names that its arguments have
    in the contract. `more` is what the contract wants besides. `sure` is asked once before what
    cannot be undone.
    """

    code: str
    operation: str
    name: str | Promise
    done: str | Promise
    steps: Mapping[str, Mapping[str, str]]
    more: Mapping[str, Any] = field(default_factory=dict)
    sure: str | Promise = ""
    # Whether the customer has to say something besides, and what it is called in the contract.
    wants: str = ""

    @property
    def assurance(self) -> int:
        """How well the customer has to be proved (AL)."""
        return ASSURANCE[self.operation]

    def arguments_of(self, step: str, arguments: Mapping[str, str]) -> dict[str, Any]:
        """What the exchange is asked with, from a finding's step of this kind."""
        names = self.steps[step]
        return {ours: arguments[theirs] for theirs, ours in names.items() if arguments.get(theirs)}

    def accepts(self, arguments: Mapping[str, Any]) -> bool:
        """Whether the contract has such a request."""
        model = requests()[self.operation].arguments
        try:
            model.model_validate({"ref": "r", "token": "t", **self.more, **arguments})
        except ValidationError:
            return False
        return True


def subject_of(arguments: Mapping[str, Any]) -> str:
    """What a job with these arguments is about. Empty where it is about the whole account."""
    return str(next((arguments[name] for name in SUBJECTS if arguments.get(name)), ""))[:200]


KINDS: Final[dict[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind(
            code="SELF_LOCK",
            operation="request_self_lock",
            name=_("Lock the account"),
            done=_("The account is locked. It is opened again only at the exchange."),
            # One tap: while somebody is inside, nobody is asked whether they are sure.
            steps={"self_lock": {}},
        ),
        Kind(
            code="CANCEL_WITHDRAWAL",
            operation="request_cancel_withdrawal",
            name=_("Cancel the withdrawal"),
            done=_("The withdrawal is cancelled. Nothing of it leaves the account."),
            steps={"cancel_withdrawal": {"withdrawal": "id"}},
            sure=_("A withdrawal that is cancelled cannot be taken up again. Cancel it?"),
        ),
        Kind(
            code="RESEND",
            operation="request_resend",
            name=_("Send the message again"),
            done=_("The message was sent again, to where it went before."),
            steps={"resend_message": {"kind": "kind"}, "resend": {"kind": "kind"}},
        ),
        Kind(
            code="RECOVERY",
            operation="request_recovery",
            name=_("Ask for the recovery"),
            done=_("The recovery is done."),
            steps={"request_recovery": {"network": "network", "txid": "txid"}},
            sure=_("You agree to the recovery and to what it costs. Ask for it?"),
        ),
        Kind(
            code="2FA_RESET",
            operation="request_2fa_reset",
            name=_("Reset two-factor sign-in"),
            done=_("Two-factor sign-in is reset."),
            steps={"begin_reset": {}},
            more={"evidence": ()},
            sure=_("After a reset withdrawals stay closed for a while. Begin it?"),
        ),
        Kind(
            code="TRAVEL_RULE_INFO",
            operation="submit_travel_rule_info",
            name=_("Say whose transfer it is"),
            done=_("The exchange has what it needed to know of the transfer."),
            steps={
                name: {"deposit": "id", "withdrawal": "id"}
                for name in ("give_travel_rule_info", "correct_travel_rule_info")
            },
            wants="info",
        ),
        Kind(
            code="RESTRICTION_REVIEW",
            operation="request_restriction_review",
            name=_("Ask for a review of the restriction"),
            done=_("The restriction was reviewed."),
            steps={"appeal_restriction": {"restriction": "id"}},
            more={"evidence": ()},
        ),
    )
}
BY_STEP: Final[dict[str, Kind]] = {step: kind for kind in KINDS.values() for step in kind.steps}
