"""The small forms of the case's menu. Each knows its choices from the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import profile_of
from pharos.cases import queries
from pharos.cases.models import Case, CaseLink
from pharos.clocks.presets import snooze_presets
from pharos.kernel.ids import parse_case_number
from pharos.kernel.reasons import REASONS
from pharos.kernel.time import now
from pharos.knowledge.queries import tags_to_use
from pharos.people.actor import Actor
from pharos.people.queries import colleagues_of, teams_of
from pharos.people.roles import ANSWERING
from pharos.web.desk.words import IMPACTS
from pharos.web.lines import LinesField

LONG = 10_000
LINKS: dict[str, str | Promise] = {
    CaseLink.Kind.RELATED: _("Related to"),
    CaseLink.Kind.DUPLICATE: _("A duplicate of"),
    CaseLink.Kind.INCIDENT: _("Part of the problem in"),
    CaseLink.Kind.SPLIT: _("Split from"),
}
PRESETS = {
    "hour": _("In an hour"),
    "opening": _("When we next open"),
    "tomorrow": _("Tomorrow morning"),
    "monday": _("On Monday"),
}


class WorkForm(forms.Form):
    """A form about one case. Looks up its choices when it is made, inside `reading`."""

    def __init__(self, actor: Actor, case: Case, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.prepare(actor, case)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                field.widget.attrs["class"] = "field__input"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}-hint"

    def prepare(self, actor: Actor, case: Case) -> None:
        """Fill in what there is to choose."""

    def choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class NumberField(forms.CharField):
    """The number of another case, however it is typed."""

    default_error_messages = {"unknown": _("This is not the number of a case.")}

    def clean(self, value: Any) -> str:
        number = parse_case_number(super().clean(value))
        if number is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return number


def why(label: Any, *, required: bool = True, hint: Any = "") -> LinesField:
    return LinesField(
        label=label,
        required=required,
        max_length=LONG,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(WorkForm):
    to = forms.TypedChoiceField(label=_("Colleague"), coerce=int)

    def prepare(self, actor: Actor, case: Case) -> None:
        people = [each for each in colleagues_of(case.brand_id) if each.role in ANSWERING]
        self.choose("to", [(each.pk, each.name) for each in people])


class TransferForm(WorkForm):
    team = forms.TypedChoiceField(label=_("Team"), coerce=int)
    why = why(_("What they need to know"), hint=_("A note that only staff see."))

    def prepare(self, actor: Actor, case: Case) -> None:
        others = [team for team in teams_of(case.brand_id) if team.pk != case.team_id]
        self.choose("team", [(team.pk, team.name) for team in others])


class SnoozeForm(WorkForm):
    preset = forms.ChoiceField(label=_("Until"), widget=forms.RadioSelect, required=False)
    until = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def prepare(self, actor: Actor, case: Case) -> None:
        profile = profile_of(case.brand)
        self.zone = ZoneInfo(profile.timezone)
        self.presets = snooze_presets(profile, now())
        self.choose(
            "preset",
            [
                (code, f"{PRESETS[code]} · {at.astimezone(self.zone):%a %H:%M}")
                for code, at in self.presets.items()
            ],
        )
        self.initial["preset"] = next(iter(self.presets))
        self.fields["until"].help_text = _("In the brand's time, %(zone)s.") % {
            "zone": profile.timezone
        }

    def instant(self) -> datetime:
        given: datetime | None = self.cleaned_data["until"]
        if given is not None:
            return given.replace(tzinfo=self.zone)
        return self.presets[self.cleaned_data["preset"] or "hour"]


class WhyForm(WorkForm):
    why = why(_("Why"), hint=_("A note that only staff see."))


class SureForm(WorkForm):
    """Nothing to fill in: the button says it."""


class MergeForm(WorkForm):
    into = NumberField(
        label=_("Number of the case that goes on"), widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    why = why(
        _("Why they are one"),
        required=False,
        hint=_("Needed only where the cases are of two customers."),
    )


class SplitForm(WorkForm):
    seqs = forms.TypedMultipleChoiceField(
        label=_("Messages for the new case"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, actor: Actor, case: Case) -> None:
        messages = [e for e in queries.last_entries(case) if e.kind == "message" and e.body]
        self.choose("seqs", [(each.seq, shown(each.body or "")) for each in messages])


class LinkForm(WorkForm):
    kind = forms.ChoiceField(
        label=_("This case is"),
        choices=[(kind, LINKS[kind]) for kind in LINKS if kind != CaseLink.Kind.SPLIT],
    )
    other = NumberField(label=_("Case number"), widget=forms.TextInput(attrs={"dir": "ltr"}))


class UnlinkForm(WorkForm):
    link = forms.TypedChoiceField(label=_("Link to take back"), coerce=int)

    def prepare(self, actor: Actor, case: Case) -> None:
        self.links = {
            link.pk: link
            for link in queries.case_links_of(case)
            if link.kind != CaseLink.Kind.SPLIT
        }
        self.choose(
            "link",
            [
                (pk, f"{LINKS[link.kind]} {(_other(link, case)).number}")
                for pk, link in self.links.items()
            ],
        )


class TagsForm(WorkForm):
    tags = forms.TypedMultipleChoiceField(
        label=_("Tags"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, actor: Actor, case: Case) -> None:
        self.before = {tag.tag_id for tag in case.case_tags.all()}
        usable = tags_to_use(case.brand_id)
        self.choose("tags", [(tag.pk, tag.name) for tag in usable])
        self.initial["tags"] = sorted(self.before)
        self.offered = {pk for pk, _name in self.fields["tags"].choices}  # type: ignore[attr-defined]

    def change(self) -> tuple[list[int], list[int]]:
        """Return what to add and what to take off; a retired tag stays where it is."""
        chosen = set(self.cleaned_data["tags"])
        return sorted(chosen - self.before), sorted((self.before & self.offered) - chosen)


class ReasonForm(WorkForm):
    reason = forms.ChoiceField(label=_("Why the customer really came"))

    def prepare(self, actor: Actor, case: Case) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for reason in REASONS.values():
            groups.setdefault(reason.group, []).append((reason.code, reason.label))
        self.choose("reason", list(groups.items()))
        self.initial["reason"] = case.reason_final or case.reason_initial


class ImpactForm(WorkForm):
    impact = forms.ChoiceField(label=_("What is at stake"), choices=list(IMPACTS.items()))
    why = why(_("What you checked"), hint=_("A note that only staff see."))

    def prepare(self, actor: Actor, case: Case) -> None:
        self.initial["impact"] = case.at_stake or "question"


class QuestionForm(WorkForm):
    team = forms.TypedChoiceField(label=_("Ask"), coerce=int)
    body = why(_("Question"), hint=_("Only staff see it. The team gets a clock of its own."))
    waits = forms.BooleanField(label=_("The case waits for the answer"), required=False)
    client_token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def prepare(self, actor: Actor, case: Case) -> None:
        teams = teams_of(case.brand_id)
        # The case's own team last: one asks a colleague there by a note.
        teams.sort(key=lambda team: team.pk == case.team_id)
        self.choose("team", [(team.pk, team.name) for team in teams])
        self.initial = {**self.initial, "client_token": str(uuid4()), "waits": True}


class AnswerForm(WorkForm):
    body = why(_("What you say"), hint=_("Only staff see it."))
    client_token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def prepare(self, actor: Actor, case: Case) -> None:
        self.initial["client_token"] = str(uuid4())


def shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"  # noqa: PLR2004 - one line of a sheet


def _other(link: CaseLink, case: Case) -> Case:
    return link.other if link.case_id == case.pk else link.case
