"""What can be done with the open case by one key, for the command bar and the list of keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: its key, and the control on the page that does it."""

    code: str
    name: str | Promise
    key: str
    icon: str
    press: str


KEYS = {"snooze": "S", "diagnoses": "D"}
STEPS = (
    Step(code="reply", name=_("Reply"), key="R", icon="send", press="[data-key=reply]"),
    Step(code="note", name=_("Note"), key="N", icon="note", press="[data-key=note]"),
    Step(code="take", name=_("Take"), key="A", icon="user", press="[data-key=take]"),
    Step(code="resolve", name=_("Resolve"), key="E", icon="check", press="[data-key=resolve]"),
    Step(
        code="words",
        name=_("Put the finding into the reply"),
        key="W",
        icon="pen",
        press="[data-key=words]",
    ),
    *(
        Step(
            code=noun,
            name=name,
            key=KEYS.get(noun, ""),
            icon=icon,
            press=f'#case-menu a[href*="/{noun}/"]',
        )
        for noun, name, icon in (
            ("diagnoses", _("Look it up"), "search"),
            ("assignee", _("Assign"), "user"),
            ("team", _("Transfer to a team"), "users"),
            ("side-conversations", _("Ask another team"), "question"),
            ("snooze", _("Snooze"), "clock"),
            ("waking", _("Take up now"), "clock"),
            ("tags", _("Tags"), "filter"),
            ("topic", _("Correct the topic"), "pen"),
            ("impact", _("Judge what is at stake"), "bolt"),
            ("links", _("Link"), "copy"),
            ("splitting", _("Split"), "external"),
            ("merging", _("Merge"), "down"),
            ("spam", _("Mark as spam"), "alert"),
            ("unspam", _("Not spam"), "check"),
            ("reopening", _("Reopen"), "refresh"),
        )
    ),
)
