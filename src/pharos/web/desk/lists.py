"""Which list of cases is shown: one of ours or a saved one, narrowed further by the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import BOUND, KeptView, counts_of
from pharos.people.actor import Actor

# In the order of the menu; the key after `g` that goes there.
BUILT_IN: dict[str, tuple[Promise, str, Criteria]] = {
    "waiting": (_("Waiting"), "w", Criteria(waiting=True)),
    "mine": (_("Mine"), "m", Criteria(assignee="me")),
    "unassigned": (_("Unassigned"), "u", Criteria(assignee="nobody")),
    "mentions": (_("Mentions"), "n", Criteria(mentioned=True)),
    "all": (_("All open"), "a", Criteria()),
    "done": (_("Done"), "d", Criteria(settled=True)),
}
EMPTY: dict[str, tuple[Promise, Promise]] = {
    "waiting": (_("Nobody is waiting"), _("The next question appears here.")),
    "mine": (_("You have no open cases"), _("Take one from Waiting.")),
    "unassigned": (_("Everything has an owner"), _("What nobody has taken appears here.")),
    "mentions": (_("Nobody has mentioned you"), _("Notes with your name appear here.")),
    "all": (_("No open cases"), _("Everything is answered.")),
    "done": (_("Nothing resolved yet"), _("Resolved cases are kept here.")),
}
NARROWED_EMPTY = (_("No case is like this"), _("Change the filter, or choose another list."))
CRITERIA = tuple(field.name for field in fields(Criteria))
MANY = frozenset({"states", "teams", "languages", "channels", "tags", "reasons"})
AUDIENCES = {"self": _("Only you"), "team": _("Team"), "brand": _("Everybody")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The list that is shown."""

    code: str
    name: str | Promise
    criteria: Criteria
    saved: KeptView | None = None
    is_narrowed: bool = False

    @property
    def query(self) -> str:
        """What an address says to show this list again."""
        pairs = {"view": self.code} | (self.criteria.as_json() if self.is_narrowed else {})
        return urlencode({k: "1" if v is True else v for k, v in pairs.items()}, doseq=True)

    @property
    def empty(self) -> tuple[str | Promise, str | Promise]:
        return NARROWED_EMPTY if self.is_narrowed else EMPTY.get(self.code, NARROWED_EMPTY)

    @property
    def order_words(self) -> str | Promise:
        if self.criteria.is_settled:
            return _("Latest first")
        return _("Newest first") if self.criteria.order == "newest" else _("By stake and wait")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLink:
    """One line of the menu of lists."""

    code: str
    name: str | Promise
    key: str = ""
    audience: str | Promise = ""
    count: str = ""


def chosen_list(get: QueryDict, saved: Sequence[KeptView]) -> Chosen:
    """Return what the address asks for; what it does not know is the list of those who wait.

    Refused: criteria that are none.
    """
    given = criteria_in(get)
    chosen = _known(get.get("view", ""), saved)
    if not given:
        return chosen
    merged = Criteria.read(chosen.criteria.as_json() | given)
    return replace(chosen, criteria=merged, is_narrowed=True, name=_("Filtered"))


def criteria_in(data: QueryDict) -> dict[str, Any]:
    """Return what a form or an address narrows by, left as it was written."""
    found: dict[str, Any] = {}
    for name in CRITERIA:
        if values := [value for value in data.getlist(name) if value]:
            found[name] = values if name in MANY else values[-1]
    return found


def list_query(get: QueryDict) -> str:
    """Return what an address says of its list, without asking what the list is."""
    pairs = {"view": get.getlist("view")[-1:]} | {name: get.getlist(name) for name in CRITERIA}
    return urlencode({name: values for name, values in pairs.items() if values}, doseq=True)


def links(actor: Actor, saved: Sequence[KeptView], *, counted: bool = False) -> list[ListLink]:
    """Return the menu: our own lists, then saved ones. Counting costs one query."""
    lists = {code: criteria for code, (_name, _key, criteria) in BUILT_IN.items()}
    lists |= {str(view.pk): view.criteria for view in saved}
    of_open = {code: each for code, each in lists.items() if not each.is_settled}
    counts = counts_of(actor, of_open) if counted else {}
    ours = [
        ListLink(code=code, name=name, key=key, count=_spoken(counts.get(code)))
        for code, (name, key, _criteria) in BUILT_IN.items()
    ]
    theirs = [
        ListLink(
            code=str(view.pk),
            name=view.name,
            audience=AUDIENCES[view.audience] if view.audience != "self" else "",
            count=_spoken(counts.get(str(view.pk))),
        )
        for view in saved
    ]
    return ours + theirs


def _known(code: str, saved: Sequence[KeptView]) -> Chosen:
    for view in saved:
        if str(view.pk) == code:
            return Chosen(code=code, name=view.name, criteria=view.criteria, saved=view)
    code = code if code in BUILT_IN else "waiting"
    name, _key, criteria = BUILT_IN[code]
    return Chosen(code=code, name=name, criteria=criteria)


def _spoken(count: int | None) -> str:
    if count is None:
        return ""
    return f"{BOUND - 1}+" if count >= BOUND else str(count)
