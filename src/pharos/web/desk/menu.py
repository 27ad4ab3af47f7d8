"""What the menu of a case offers, by what can be done with it now."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.cases import queries
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.people.actor import Actor
from pharos.web.desk.work_forms import LINKS

Item = tuple[str, str | Promise, str]

OPEN: tuple[Item, ...] = (
    ("assignee", _("Assign"), "user"),
    ("team", _("Transfer to a team"), "users"),
    ("side-conversations", _("Ask another team"), "question"),
    ("snooze", _("Snooze"), "clock"),
    ("tags", _("Tags"), "filter"),
    ("topic", _("Correct the topic"), "pen"),
    ("impact", _("Judge what is at stake"), "bolt"),
    ("links", _("Link"), "copy"),
    ("splitting", _("Split"), "external"),
    ("merging", _("Merge"), "down"),
)
LOOK: tuple[Item, ...] = (("diagnoses", _("Look it up"), "search"),)
SETTLED: tuple[Item, ...] = (
    ("tags", _("Tags"), "filter"),
    ("topic", _("Correct the topic"), "pen"),
    ("links", _("Link"), "copy"),
)
SIDES: dict[str, str | Promise] = {
    "open": _("waits for an answer"),
    "answered": _("answered"),
    "closed": _("closed"),
}


def work_context(
    actor: Actor, case: Case, beside: queries.Beside, *, can_look: bool
) -> dict[str, Any]:
    """The menu, and what the facts show of the work on a case."""
    owner = case.assignee
    has_links = any(each["kind"] != "split" for each in beside.links)
    return {
        "menu": items(actor, case, has_links=has_links, can_look=can_look),
        "sides": [each | {"label": SIDES[each["state"]]} for each in beside.sides],
        "case_links": [
            {
                "number": each["number"],
                "words": LINKS[each["kind"]] if each["out"] else _back(each["kind"]),
            }
            for each in beside.links
        ],
        "case_tags": beside.tags,
        "merged_into": beside.merged_into,
        "brought": beside.brought,
        "accountable": f"{owner.name}, {case.team.name}" if owner else case.team.name,
        "may_speak": actor.may_reply or actor.role == "compliance",
    }


def items(actor: Actor, case: Case, *, has_links: bool, can_look: bool) -> list[Item]:
    if not actor.may_reply:
        return []
    more: list[Item] = [("unlinking", _("Take a link back"), "x")] if has_links else []
    if case.state == CaseState.MERGED:
        return [("unmerging", _("Unmerge"), "copy"), *SETTLED, *more]
    if case.state == CaseState.SPAM:
        return [("unspam", _("Not spam"), "check"), *SETTLED, *more]
    if case.is_settled:
        return [("reopening", _("Reopen"), "refresh"), *SETTLED, *more]
    if case.state == CaseState.SCHEDULED:
        more.append(("waking", _("Take up now"), "clock"))
    if case.first_answered_at is None and case.assurance == 0:
        more.append(("spam", _("Mark as spam"), "alert"))
    return [*(LOOK if can_look else ()), *OPEN, *more]


def _back(kind: str) -> str | Promise:
    """How a link reads from its other end."""
    return {
        "related": _("Related to"),
        "duplicate": _("Has a duplicate in"),
        "incident": _("The problem behind"),
        "split": _("Split off into"),
    }[kind]
