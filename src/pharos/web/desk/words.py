"""What the desk calls things. Codes stay as they are in code; people read these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from pharos.cases.states import CaseState, Disposition

STATES: dict[str, Promise] = {
    CaseState.NEW: _("New"),
    CaseState.TRIAGED: _("Sorted"),
    CaseState.QUEUED: _("In the queue"),
    CaseState.IN_PROGRESS: _("In progress"),
    CaseState.WAITING_CUSTOMER: _("Waiting for the customer"),
    CaseState.WAITING_INTERNAL: _("Waiting for another team"),
    CaseState.WAITING_CHAIN: _("Waiting for the network"),
    CaseState.WAITING_THIRD_PARTY: _("Waiting for a third party"),
    CaseState.SCHEDULED: _("Scheduled"),
    CaseState.RESOLVED: _("Resolved"),
    CaseState.CLOSED: _("Closed"),
    CaseState.REOPENED: _("Reopened"),
    CaseState.MERGED: _("Merged"),
    CaseState.SPAM: _("Spam"),
}

DISPOSITIONS: dict[str, Promise] = {
    Disposition.SOLVED_BY_FACT: _("Solved by a fact"),
    Disposition.SOLVED_BY_ACTION: _("Solved by something we did"),
    Disposition.EXPLAINED: _("Explained"),
    Disposition.NOT_POSSIBLE: _("Not possible"),
    Disposition.DUPLICATE: _("Duplicate of another case"),
    Disposition.ABANDONED: _("The customer did not come back"),
    Disposition.REFERRED: _("Referred to somebody else"),
}

SOLVED: dict[str, Promise] = {"yes": _("yes"), "partly": _("partly"), "no": _("no")}

# What a level says of the customer, and what to make of it before telling anything private.
ASSURANCE: dict[int, tuple[Promise, Promise]] = {
    0: (_("Not verified"), _("Anybody could be writing. Tell nothing about an account.")),
    1: (_("Claimed"), _("They say who they are; nothing proves it yet.")),
    2: (_("Signed in"), _("Signed in at the exchange when this conversation began.")),
    3: (_("Step-up"), _("Signed in and confirmed with a second factor.")),
    4: (_("Identity checked"), _("Identity checked again, with a live person.")),
}

# What is at stake for a customer, the worst first. What stands in lists is only the first three.
IMPACTS: dict[str, Promise] = {
    "funds_at_risk": _("Funds at risk"),
    "cannot_use": _("Cannot trade, deposit or withdraw"),
    "money_missing": _("Money missing or late"),
    "question": _("A question"),
}

CHANNELS: dict[str, Promise] = {
    "widget": _("Widget"),
    "form": _("Form"),
    "mail": _("Mail"),
    "manual": _("By hand"),
    "discord": _("Discord"),
    "instagram": _("Instagram"),
    "kakao": _("KakaoTalk"),
    "line": _("LINE"),
    "messenger": _("Messenger"),
    "telegram": _("Telegram"),
    "webhook": _("Webhook"),
    "wechat": _("WeChat"),
    "whatsapp": _("WhatsApp"),
    "x": _("X"),
}
SURFACES: dict[str, Promise] = {
    "web": _("on the web"),
    "app": _("in the app"),
    "public": _("in public"),
    "phone": _("on the phone"),
    "post": _("by post"),
    "fax": _("by fax"),
    "visit": _("in person"),
}

# The first level of the reason tree; a brand's profile names the second.
REASONS: dict[str, Promise] = {
    "DEP": _("Deposit"),
    "WDR": _("Withdrawal"),
    "FIAT": _("Bank and card"),
    "ACC": _("Account access"),
    "KYC": _("Identity"),
    "TRD": _("Trading"),
    "P2P": _("P2P"),
    "API": _("API"),
    "FEE": _("Fees"),
    "PRM": _("Promotions"),
    "TAX": _("Tax"),
    "AST": _("Listing"),
    "SEC": _("Security"),
    "LEG": _("Legal"),
    "DAT": _("Personal data"),
    "FBK": _("Feedback"),
}
# What of it is feedback, for finding it; what is not sorted yet has the same first level.
FEEDBACK: dict[str, Promise] = {
    "FBK.COMPLAINT": _("Feedback: complaints"),
    "FBK.FEATURE": _("Feedback: wishes"),
    "FBK.PRAISE": _("Feedback: praise"),
}


def named(words: dict[str, Promise], code: str) -> str | Promise:
    """Return the word for a code; a code that is new since is better than nothing."""
    return words.get(code, code)


def topic_of(profile: Mapping[str, Any], reason: str) -> str | Promise:
    """Name a reason as the brand does for its customers, else by the first level of the tree."""
    language = to_locale(get_language() or "en").replace("_", "-")
    for topic in profile.get("topics", []):
        for each in (topic, *topic.get("reasons", ())):
            if each["code"] == reason:
                labels = each["labels"]
                return str(labels.get(language) or labels.get("en") or reason)
    return named(REASONS, reason.split(".", maxsplit=1)[0])
