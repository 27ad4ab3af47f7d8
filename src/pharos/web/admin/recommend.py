"""Which channel is recommended for what: the brand's rules in order, and what customers read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Final

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.offer import CHANNEL_RULES, ChannelRule
from pharos.brands.profile import Profile
from pharos.brands.queries import profile_of
from pharos.brands.spoken import in_language
from pharos.channels.accounts import accounts_of
from pharos.channels.present import present_channels, true_profile
from pharos.clocks.people_here import now_for_people
from pharos.insight.queries import answer_times_of
from pharos.insight.recommending import Wish, recommendation
from pharos.kernel.reasons import REASONS
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm
from pharos.web.desk.words import REASONS as GROUPS
from pharos.web.portal.channel_words import WHY, advised, name_of, with_form
from pharos.web.portal.contact import COMPLEXITIES, URGENCIES

MOST_RULES: Final = 12
# Nobody reads on after the fourth.
MOST_USED: Final = 4
PARTS: Final = ("reasons", "urgency", "complexity", *(f"use{n}" for n in range(MOST_USED)))
OURS: Final = ("widget", "form", "mail", "help", "phone")
Choices = list[tuple[str, str | Promise]]


class RecommendForm(ProfileForm):
    """The rules in their order, `r0.` to `r11.`; the first that holds decides."""

    touches: ClassVar = ("recommend",)
    what: ClassVar = "recommend.changed"

    usual = forms.BooleanField(
        label=_("Use the usual rules instead of these"),
        required=False,
        help_text=_("Saving takes your own rules away."),
    )

    def __init__(self, data: Any, brand: Brand) -> None:
        super().__init__(data, brand)
        names = self.data if self.is_bound else self.initial
        self.count = min(
            MOST_RULES, len({n.split(".")[0] for n in names if n[:1] == "r" and "." in n})
        )
        for number in range(self.count):
            self.fields |= self._rule_fields(f"r{number}.")

    def _rule_fields(self, prefix: str) -> dict[str, forms.Field]:
        anything = ("", _("Whatever they say"))
        fields: dict[str, forms.Field] = {
            "reasons": forms.MultipleChoiceField(
                label=_("What it is about"),
                choices=self._reasons(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "urgency": forms.ChoiceField(
                label=_("Can it wait?"), choices=[anything, *URGENCIES.items()], required=False
            ),
            "complexity": forms.ChoiceField(
                label=_("What does it need?"),
                choices=[anything, *COMPLEXITIES.items()],
                required=False,
            ),
        }
        for number, label in enumerate((_("First"), _("else"), _("else"), _("else"))):
            choices = [("", _("nothing more")), *self._kinds()] if number else self._kinds()
            fields[f"use{number}"] = forms.ChoiceField(
                label=label, choices=choices, required=not number
            )
        for name, field in fields.items():
            if name != "reasons":
                field.widget.attrs["class"] = "field__input"
        return {prefix + name: field for name, field in fields.items()}

    def _reasons(self) -> Choices:
        """The brand's topics, and whole groups: those of its topics and those that rules name."""
        topics = {topic["code"]: topic["labels"] for topic in self.profile["topics"]}
        named = [code for rule in rules_in(self.profile) for code in rule.reasons]
        groups = dict.fromkeys(code.split(".")[0] for code in (*topics, *named))
        alone = [code for code in named if code in REASONS and code not in topics]
        language = get_language() or "en"
        return [
            *((group, _all_of(group)) for group in groups),
            *((code, in_language(labels, language)) for code, labels in topics.items()),
            *((code, REASONS[code].label) for code in dict.fromkeys(alone)),
        ]

    def _kinds(self) -> Choices:
        published = [channel["kind"] for channel in self.profile["channels"]]
        named = [kind for rule in rules_in(self.profile) for kind in rule.use]
        return [(kind, name_of(kind)) for kind in dict.fromkeys((*OURS, *published, *named))]

    def rules(self) -> Iterator[dict[str, Any]]:
        """Yield each rule with its fields, for the template."""
        for number in range(self.count):
            field = {part: self[f"r{number}.{part}"] for part in PARTS}
            chosen = {*(field["reasons"].value() or ())}
            about = [label for code, label in self._reasons() if code in chosen]
            uses = [field[f"use{n}"] for n in range(MOST_USED)]
            yield {"number": number, "field": field, "about": about, "uses": uses}

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number, rule in enumerate(rules_in(profile)):
            prefix = f"r{number}."
            found |= {prefix + "reasons": list(rule.reasons)}
            found |= {prefix + "urgency": rule.urgency, prefix + "complexity": rule.complexity}
            found |= {f"{prefix}use{n}": kind for n, kind in enumerate(rule.use[:MOST_USED])}
        return found

    def changes(self) -> dict[str, Any]:
        if self.cleaned_data["usual"]:
            return {"recommend": None}
        written = [_written(rule) for rule in self.chosen()]
        is_usual = "recommend" not in self.profile and self.chosen() == rules_in({})
        return {"recommend": None if is_usual else written or None}

    def chosen(self) -> tuple[ChannelRule, ...]:
        """The rules as they were filled in; ours where none was."""
        clean = self.cleaned_data
        return tuple(_rule(clean, f"r{number}.") for number in range(self.count)) or CHANNEL_RULES


def _all_of(group: str) -> str:
    return gettext("All of %(group)s") % {"group": GROUPS.get(group, group)}


def rules_in(profile: dict[str, Any]) -> tuple[ChannelRule, ...]:
    """Return the rules of a profile as they are written there, or the usual ones."""
    written = profile.get("recommend")
    if not written:
        return CHANNEL_RULES
    return tuple(
        ChannelRule(
            use=tuple(rule["use"]),
            reasons=tuple(rule.get("reasons") or ()),
            urgency=rule.get("urgency") or "",
            complexity=rule.get("complexity") or "",
        )
        for rule in written
    )


def _rule(clean: dict[str, Any], prefix: str) -> ChannelRule:
    uses = (clean[f"{prefix}use{n}"] for n in range(MOST_USED))
    return ChannelRule(
        use=tuple(dict.fromkeys(kind for kind in uses if kind)),
        reasons=tuple(clean[f"{prefix}reasons"]),
        urgency=clean[f"{prefix}urgency"],
        complexity=clean[f"{prefix}complexity"],
    )


def _written(rule: ChannelRule) -> dict[str, Any]:
    told = {
        "reasons": list(rule.reasons),
        "urgency": rule.urgency,
        "complexity": rule.complexity,
        "use": list(rule.use),
    }
    return {name: value for name, value in told.items() if value}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("recommend")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The rules, and beside them what a customer reads; trying them out saves nothing."""
    if moved := _moved(request.POST):
        form = RecommendForm(moved, brand).unjudged()
        return page(request, "admin/recommend.html", {"form": form, **_context(brand, None)})
    form = RecommendForm(request.POST or None, brand)
    if "preview" not in request.POST:
        return sections.edit(request, brand, form, "admin/recommend.html", _context(brand, None))
    is_trial = form.could_be_saved()
    context = {"form": form, **_context(brand, form.chosen() if is_trial else None)}
    context |= {"is_trial": is_trial}
    return page(request, "admin/recommend.html", context, 200 if is_trial else 422)


def _context(brand: Brand, rules: tuple[ChannelRule, ...] | None) -> dict[str, Any]:
    return {"previews": list(_previews(brand, rules)), "most": MOST_RULES}


def _moved(posted: QueryDict) -> QueryDict | None:
    """Return what was typed with one rule more, one less, or two changed over; None to save."""
    step, _dash, place = posted.get("move", "").partition("-")
    if step not in ("add", "up", "down", "drop"):
        return None
    numbers = sorted(
        {int(n[1:].split(".")[0]) for n in posted if n[:1] == "r" and n[1:2].isdigit()}
    )
    rows = [[posted.getlist(f"r{number}.{part}") for part in PARTS] for number in numbers]
    at = min(int(place or 0), len(rows) - 1) if place.isdecimal() or not place else 0
    if step == "add" and len(rows) < MOST_RULES:
        rows.append([["widget"] if part == "use0" else [""] for part in PARTS])
    elif step == "drop" and len(rows) > 1:
        rows.pop(at)
    elif step in ("up", "down"):
        rows.insert(max(0, at + (1 if step == "down" else -1)), rows.pop(at))
    data = posted.copy()
    for name in [name for name in data if name[:1] == "r" and "." in name]:
        del data[name]
    for number, row in enumerate(rows):
        for part, values in zip(PARTS, row, strict=True):
            data.setlist(f"r{number}.{part}", [v for v in values if v or part != "reasons"])
    return data


def _previews(brand: Brand, rules: tuple[ChannelRule, ...] | None) -> Iterator[dict[str, Any]]:
    """Yield what customers read for each topic of the brand, and for what they may say besides."""
    said = profile_of(brand)
    with reading(Actor.system(brand.pk)):
        measured = answer_times_of(brand.pk)
        present = with_form(present_channels(said, accounts_of(brand.pk)), said)
    profile = true_profile(said, present)
    profile = profile if rules is None else replace(profile, recommend=rules)
    at = now()
    people = now_for_people(profile, at)
    for label, wish in _wishes(profile):
        told = recommendation(profile, wish, people, measured, at)
        yield {
            "label": label,
            "why": WHY[told.why],
            "channels": advised(brand, profile, told, reason=wish.reason),
        }


def _wishes(profile: Profile) -> Iterator[tuple[str | Promise, Wish]]:
    language = get_language() or "en"
    for topic in profile.topics:
        yield in_language(topic.labels, language), Wish(reason=topic.code)
    for urgency, label in URGENCIES.items():
        yield label, Wish(urgency=urgency)
    for complexity, label in COMPLEXITIES.items():
        yield label, Wish(complexity=complexity)
