"""What is asked before a case of one topic is sent, and how the answers are read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from babel import Locale, UnknownLocaleError
from django import forms
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pharos.brands.offer import RECORD_KINDS, Question
from pharos.brands.profile import Profile, Topic
from pharos.brands.spoken import in_language
from pharos.diagnosis.recognising import inputs_in, recognised
from pharos.files.access import uuid_or_none
from pharos.files.limits import MOST_ON_ENTRY
from pharos.people.browser import known_zone
from pharos.web.lines import LinesField
from pharos.web.portal.file_field import FilesField
from pharos.web.unsent import PREFIX

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Text that is there already, or that is translated when it is read.
Words: TypeAlias = "str | _StrPromise"

IMPACTS: Final[dict[str, str | Promise]] = {
    "funds_at_risk": _("My funds are at risk right now"),
    "cannot_use": _("I cannot trade, deposit or withdraw"),
    "money_missing": _("Money is missing or late"),
    "question": _("Nothing yet, I want to know"),
}
LONGEST_LINE: Final = 140
LONGEST_ANSWER: Final = 2_000
# Kinds whose answers are recognised by their form, while they are typed and when they are sent.
NAMING: Final = ("txid", "order", "address")
# Without these there is nothing to work on; the others can follow, and are asked for once.
NEEDED: Final = frozenset({"summary", "happened"})


def line(label: Words, *, hint: Words = "", **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST_LINE, widget=widget, **more
    )


def words(label: Words, *, rows: int = 3, hint: Words = "") -> LinesField:
    return LinesField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


class CaseForm(forms.Form):
    """The fields of every case; those of its topic come between what happened and the files."""

    reason = forms.ChoiceField(label=_("What is it exactly?"), required=False)
    summary = line(
        _("In one sentence"),
        hint=_("What is wrong, as you would say it to a friend."),
        error_messages={"required": _("Say in one sentence what is wrong.")},
    )
    did = words(_("What did you do?"), hint=_("Step by step, as far as you remember."))
    happened = LinesField(
        label=_("What happened?"),
        help_text=_("Copy the words of an error message if there was one."),
        max_length=LONGEST_ANSWER,
        error_messages={"required": _("Tell us what happened.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    expected = words(_("What did you expect?"), rows=2)
    when = forms.DateTimeField(
        label=_("When was it?"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the time as 2026-01-31 14:05.")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    timezone = forms.CharField(
        label=_("By the clock of"),
        required=False,
        max_length=60,
        help_text=_("A time zone such as Europe/Lisbon."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    impact = forms.ChoiceField(label=_("What does it mean for you?"), required=False)
    amount = line(_("How much is it about?"), hint=_("As 250 USDT."), required=False)
    evidence = FilesField(
        label=_("Screenshots, videos and documents"),
        required=False,
        help_text=_("Cover passwords and recovery phrases first. Nobody needs them."),
    )
    shows = forms.ChoiceField(label=_("What do they show?"), required=False)
    address = forms.CharField(
        label=_("Your mail address"),
        required=False,
        max_length=254,
        help_text=_("We confirm there that it has arrived, and answer there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Answer me in"), required=False)

    def __init__(self, *args: Any, asked: Asked, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.fields["impact"].choices = [("", _("Please choose")), *IMPACTS.items()]  # type: ignore[attr-defined]
        self.fields["language"].choices = _languages(asked.profile)  # type: ignore[attr-defined]
        self.fields["reason"].choices = _reasons(asked)  # type: ignore[attr-defined]
        self.fields["shows"].choices = _records(asked)  # type: ignore[attr-defined]
        self.fields["shows"].initial = asked.records[0].key if asked.records else ""
        for question in asked.questions:
            self.fields[PREFIX + question.key] = _field_of(question)
        if not (asked.topic and asked.topic.reasons):
            del self.fields["reason"]
        if not asked.records:
            del self.fields["shows"]
        if asked.is_known:
            # What we hold is not asked for.
            del self.fields["address"]
        if not asked.asks_impact:
            del self.fields["impact"], self.fields["amount"]
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "field__input")
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}-hint"

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of this topic alone, in their order."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean_timezone(self) -> str:
        return known_zone(self.cleaned_data["timezone"]) or self.asked.profile.timezone

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if address:
            validate_email(address)
        return address

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for question in self.asked.questions:
            name = PREFIX + question.key
            if problem := _problem(question, str(clean.get(name) or "").strip()):
                self.add_error(name, problem)
        return clean

    def missing(self) -> list[str | Promise]:
        """What would help and was left out, all of it, as the questions call it."""
        clean = self.cleaned_data
        helpful = ["did", "expected", "when", *(["impact"] if "impact" in self.fields else [])]
        helpful += [PREFIX + each.key for each in self.asked.questions if each.kind != "file"]
        left_out = [name for name in helpful if not clean.get(name)]
        wants_files = any(each.kind == "file" for each in self.asked.questions)
        if wants_files and not (clean.get("evidence") or self.asked.uploaded):
            left_out.append("evidence")
        return [self.fields[name].label or "" for name in left_out]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What decides which questions are asked. `is_known`: we know where to write to them."""

    profile: Profile
    topic: Topic | None
    is_known: bool = False
    is_formal: bool = False
    uploaded: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Those of the topic; one for files is the field for files that every case has."""
        found = () if self.topic is None else self.topic.questions
        return tuple(question for question in found if question.kind != "file")

    @property
    def records(self) -> tuple[Question, ...]:
        """The questions whose answers name something that files can show."""
        return tuple(each for each in self.questions if each.kind in RECORD_KINDS)

    @property
    def asks_impact(self) -> bool:
        """Whether it may be about money: not where somebody only says what they think."""
        return self.topic is None or not self.topic.code.startswith("FBK.")


def uploaded_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the files that a script has handed in before, each once; what names none is left."""
    ids: list[UUID] = [found for value in values if (found := uuid_or_none(value))]
    return tuple(dict.fromkeys(map(str, ids)))[:MOST_ON_ENTRY]


def _reasons(asked: Asked) -> list[tuple[str, str]]:
    """What the topic can be exactly; the first choice is none of them."""
    if asked.topic is None:
        return []
    language = get_language() or "en"
    below = [(each.code, in_language(each.labels, language)) for each in asked.topic.reasons]
    return [(asked.topic.code, _("Something else about it")), *below]  # type: ignore[list-item]


def _records(asked: Asked) -> list[tuple[str, str]]:
    """What the files can belong to: each record that is asked for, the first one to begin with."""
    language = get_language() or "en"
    named = [(each.key, in_language(each.labels, language)) for each in asked.records]
    return [*named, ("", _("Something else"))]  # type: ignore[list-item]


def _languages(profile: Profile) -> list[tuple[str, str]]:
    """Each language as those who speak it call it."""
    return [(tag, _own_name(tag)) for tag in profile.languages]


def _own_name(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").display_name or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _field_of(question: Question) -> forms.Field:
    language = get_language() or "en"
    label = in_language(question.labels, language)
    kinds: Mapping[str, forms.Field] = {
        "number": forms.DecimalField(
            label=label,
            required=question.required,
            max_digits=40,
            decimal_places=18,
            error_messages={"invalid": _("Write a number with a point, as 1250.5.")},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        ),
        "date": forms.DateField(
            label=label,
            required=question.required,
            error_messages={"invalid": _("Write the day as 2026-01-31.")},
            widget=forms.DateInput(attrs={"type": "date"}),
        ),
        "choice": forms.ChoiceField(
            label=label,
            required=question.required,
            choices=[
                ("", _("Please choose")),
                *((text, text) for text in (in_language(c, language) for c in question.choices)),
            ],
        ),
    }
    if question.kind in kinds:
        return kinds[question.kind]
    attrs = {"autocomplete": "off", "spellcheck": "false", "dir": "auto"}
    if question.kind in NAMING:
        attrs |= {"data-names": question.kind, "class": "field__input mono"}
    return forms.CharField(
        label=label,
        required=question.required,
        max_length=LONGEST_ANSWER if question.kind == "text" else 200,
        widget=forms.TextInput(attrs=attrs),
    )


def _problem(question: Question, text: str) -> Words | None:
    """What is wrong with the form of an answer; what we do not know of is let pass."""
    if not text or question.kind not in NAMING:
        return None
    told = recognised(text)
    if told.slip:
        return told.words
    named = inputs_in(text)
    if question.kind == "txid" and "txid" not in named and "address" in named:
        return _("This is an address. We need the transaction id, also called hash.")
    if question.kind == "address" and "address" not in named and "txid" in named:
        return _("This is a transaction id. We need the address.")
    if question.kind == "order" and "order" not in named and named:
        return _("This is not the number of an order. You find it in your list of orders.")
    return None
