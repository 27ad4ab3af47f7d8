"""The reasons of restrictions in words (domain.md C5): why, what lifts it, and which documents."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

# Every OPEN and GENERIC code but the ordinary review, whose words are `any.review`.
BECAUSE: Final = {
    "SEC_TOO_MANY_ATTEMPTS": _("There were too many wrong attempts to sign in."),
    "SEC_NEW_DEVICE": _("Somebody signed in from a device that we had not seen before."),
    "SEC_CREDENTIAL_LEAK": _("Your password was found in a list of stolen passwords."),
    "SEC_CHANGED_2FA": _("Your two-step sign-in was changed. This pause protects you."),
    "SEC_CHANGED_PASSWORD": _("Your password was changed. This pause protects you."),
    "SEC_CHANGED_CONTACT": _(
        "Your mail address or phone number was changed. This pause protects you."
    ),
    "SEC_NEW_ADDRESS": _("A new withdrawal address was added. This pause protects you."),
    "SEC_SELF_LOCK": _("You locked your account yourself."),
    "SEC_SUSPECTED_TAKEOVER": _("It looked as if somebody else was using your account."),
    "HOLD_FIRST_FIAT": _("You paid money in for the first time. Coins rest a while after that."),
    "HOLD_FIAT_AMOUNT": _("You paid money in. Coins of the same worth rest a while after that."),
    "HOLD_CARD_PAYMENT": _("You paid by card. Coins bought by card rest a while."),
    "KYC_REQUIRED": _("We need to know who you are before this is possible."),
    "KYC_EXPIRED": _("Your identity check is too old and has to be renewed."),
    "KYC_DOC_RETRY": _("Your documents could not be accepted as they were."),
    "KYC_FINAL": _("Your identity check was refused, and it cannot be repeated."),
    "REGION_NOT_SERVED": _("We may not offer this where you live."),
    "AGE": _("You are younger than the law asks for this."),
    "TRAVEL_RULE_INFO": _("The law asks who sent or receives your transfer, and we do not know."),
    "TRAVEL_RULE_OWNERSHIP": _("The law asks for proof that the other wallet is yours."),
    "NEGATIVE_BALANCE": _("Your balance is below zero."),
    "DECEASED": _("We were told that the holder of this account has died. We are sorry."),
    "MAINTENANCE": _("We are working on our systems."),
    "P2P_DISPUTE": _("There is an open dispute about a trade with another customer."),
    "PAYMENT_DISPUTE": _("There is an open dispute about a payment."),
    "BANK_REPORT": _("A bank sent us a report about a payment."),
    "VOICE_PHISHING_REPORT": _("A payment was reported to us as fraud by telephone."),
    "MULTI_ACCOUNT": _("Our rules allow one account for each person, and we check this."),
    "PROMO_ABUSE": _("We check whether the rules of a promotion were kept."),
    "MARKET_CONDUCT": _("We check whether our trading rules were kept."),
    "TOS_BREACH": _("We check whether our terms of use were kept."),
    # Where the exchange names no step: what helps all the same.
    "SEC_TOO_MANY_ATTEMPTS_do": _("Reset your password on the sign-in page."),
    "SEC_NEW_DEVICE_do": _("Confirm the device with the link in the mail that we sent you."),
    "SEC_CREDENTIAL_LEAK_do": _("Choose a new password that you use nowhere else."),
    "SEC_SELF_LOCK_do": _("Unlock your account on the sign-in page."),
    "KYC_REQUIRED_do": _("Confirm your identity on your account page."),
    "KYC_EXPIRED_do": _("Confirm your details again on your account page."),
    "KYC_DOC_RETRY_do": _("Send your documents again on your account page."),
    "TRAVEL_RULE_INFO_do": _("Tell us who sent the transfer, on your deposits page."),
    "TRAVEL_RULE_OWNERSHIP_do": _("Show that the other wallet is yours, on your deposits page."),
    "SEC_SUSPECTED_TAKEOVER_do": _(
        "If it was not you, change your password and tell us. We never ask you for a code."
    ),
    "NEGATIVE_BALANCE_do": _("Pay in what is missing, and it opens again."),
    "DECEASED_do": _("Please answer this message, and we tell you which papers are needed."),
    "BANK_REPORT_do": _("Please ask the bank that the payment came from. It can take it back."),
    "VOICE_PHISHING_REPORT_do": _(
        "Please ask the bank that the payment came from. It can take it back."
    ),
}
# What the customer can mend without us.
FIXABLE: Final = (
    "SEC_TOO_MANY_ATTEMPTS",
    "SEC_NEW_DEVICE",
    "SEC_CREDENTIAL_LEAK",
    "SEC_SELF_LOCK",
    "KYC_REQUIRED",
    "KYC_EXPIRED",
    "KYC_DOC_RETRY",
    "TRAVEL_RULE_INFO",
    "TRAVEL_RULE_OWNERSHIP",
    "NEGATIVE_BALANCE",
)
TO_DO: Final = tuple(key.removesuffix("_do") for key in BECAUSE if key.endswith("_do"))

# What lifts a restriction. An exchange may have others: those are shown on its own page.
STEPS: Final = {
    "CONFIRM_DEVICE": _("Confirm the device with the link in the mail that we sent you."),
    "CHANGE_PASSWORD": _("Choose a new password that you use nowhere else."),
    "RESET_PASSWORD": _("Reset your password on the sign-in page."),
    "SET_UP_2FA": _("Set up two-step sign-in again."),
    "UNLOCK": _("Unlock your account on the sign-in page."),
    "VERIFY_IDENTITY": _("Confirm your identity on your account page."),
    "RENEW_KYC": _("Confirm your details again on your account page."),
    "CONFIRM_SENDER": _("Tell us who sent the transfer, on your deposits page."),
    "PROVE_OWNERSHIP": _("Show that the other wallet is yours, on your deposits page."),
    "SETTLE_BALANCE": _("Pay in what is missing."),
    "ANSWER_DISPUTE": _("Answer in the dispute and add your proof of payment."),
    "CONTACT_BANK": _("Ask the bank that the payment came from."),
    "CONFIRM_REGION": _("Tell us where you live now, on your account page."),
}
DOCUMENTS: Final = {
    "ID_FRONT": _("the front side of your identity document"),
    "ID_BACK": _("the back side of your identity document"),
    "PASSPORT": _("the page of your passport with your picture"),
    "SELFIE": _("a picture of your face, taken now"),
    "PROOF_OF_ADDRESS": _("a letter or bill that shows your name and address"),
    "PROOF_OF_PAYMENT": _("the proof of your payment"),
    "BANK_STATEMENT": _("a statement of your bank account"),
    "WALLET_PROOF": _("a proof that the other wallet is yours"),
    "DEATH_CERTIFICATE": _("the certified death certificate"),
    "HEIR_PROOF": _("the paper that shows who inherits"),
    "POWER_OF_ATTORNEY": _("the power of attorney"),
}
