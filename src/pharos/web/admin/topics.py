from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.profile import ICONS
from pharos.kernel.reasons import REASONS
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm, by_language, language_fields, languages_of
from pharos.web.desk.words import ASSURANCE

KINDS = [
    ("text", gettext_lazy("Words")),
    ("number", gettext_lazy("A number")),
    ("choice", gettext_lazy("One of several")),
    ("txid", gettext_lazy("A transaction id")),
    ("order", gettext_lazy("The number of an order")),
    ("address", gettext_lazy("An address on a chain")),
    ("date", gettext_lazy("A date")),
    ("file", gettext_lazy("A file")),
]
MOST_QUESTIONS = 8


def reasons() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the contact reasons in their groups, as a select shows them."""
    return [
        (group, [(reason.code, f"{reason.label} ({reason.code})") for reason in found])
        for group, found in groupby(REASONS.values(), key=lambda reason: reason.group)
    ]


class TopicForm(ProfileForm):
    touches: ClassVar = ("topics",)
    what: ClassVar = "topic.changed"

    code = forms.ChoiceField(label=gettext_lazy("Contact reason"), choices=reasons)
    icon = forms.ChoiceField(
        label=gettext_lazy("Icon"), choices=[(icon, icon) for icon in sorted(ICONS)]
    )
    assurance = forms.TypedChoiceField(
        label=gettext_lazy("How far the customer must be proved"),
        coerce=int,
        choices=[(level, f"AL{level}: {label}") for level, (label, _words) in ASSURANCE.items()],
    )

    def __init__(self, data: Any, brand: Brand, place: int | None, *, more: bool = False) -> None:
        self.place = place
        super().__init__(data, brand)
        self.fields |= language_fields(brand, "label", most=80, required=True)
        self.count = min(self._count() + more, MOST_QUESTIONS)
        for number in range(self.count):
            self.fields |= _question_fields(brand, f"q{number}")
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "field__input")

    def _count(self) -> int:
        names = self.data if self.is_bound else self.initial
        return len({name.split(".")[0] for name in names if name[:1] == "q" and "." in name})

    def labels(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("label.")]

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions with their fields, for the template."""
        return [
            {
                "number": number + 1,
                "kind": self[f"q{number}.kind"],
                "key": self[f"q{number}.key"],
                "required": self[f"q{number}.required"],
                "remove": self[f"q{number}.remove"],
                "labels": [self[f"q{number}.label.{tag}"] for tag in languages_of(self.brand)],
                "choices": [self[f"q{number}.choices.{tag}"] for tag in languages_of(self.brand)],
            }
            for number in range(self.count)
        ]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        if self.place is None:
            return {"icon": "question", "assurance": 0}
        topic = profile["topics"][self.place]
        found = {name: topic[name] for name in ("code", "icon", "assurance")}
        found |= {f"label.{tag}": text for tag, text in topic["labels"].items()}
        for number, question in enumerate(topic.get("questions", [])):
            prefix = f"q{number}."
            found |= {prefix + name: question.get(name, "") for name in ("key", "kind", "required")}
            found |= {f"{prefix}label.{tag}": text for tag, text in question["labels"].items()}
            for tag in question["labels"]:
                lines = [choice[tag] for choice in question.get("choices", [])]
                found[f"{prefix}choices.{tag}"] = "\n".join(lines)
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for number in self._kept(clean):
            prefix = f"q{number}."
            for tag in languages_of(self.brand):
                if not clean.get(f"{prefix}label.{tag}"):
                    self.add_error(f"{prefix}label.{tag}", _("Ask it in each language."))
            counts = {len(_lines(clean, f"{prefix}choices.{t}")) for t in languages_of(self.brand)}
            if clean.get(f"{prefix}kind") == "choice" and (len(counts) > 1 or counts == {0}):
                name = f"{prefix}choices.{languages_of(self.brand)[0]}"
                self.add_error(name, _("Give as many answers in each language, one a line."))
        return clean

    def _kept(self, clean: dict[str, Any]) -> list[int]:
        """The numbers of the questions that stay: not removed, and with something in them."""
        return [
            number
            for number in range(self.count)
            if not clean.get(f"q{number}.remove")
            and any(clean.get(f"q{number}.label.{tag}") for tag in languages_of(self.brand))
        ]

    def changes(self) -> dict[str, Any]:
        topics = [*self.profile["topics"]]
        if self.place is None:
            topics.append(self._topic())
        else:
            topics[self.place] = self._topic()
        return {"topics": topics}

    def _topic(self) -> dict[str, Any]:
        clean = self.cleaned_data
        topic = {name: clean[name] for name in ("code", "icon", "assurance")}
        topic["labels"] = by_language(clean, "label")
        taken: set[str] = set()
        questions = [self._question(f"q{number}.", taken) for number in self._kept(clean)]
        # What is not edited here stays as it is.
        before = {} if self.place is None else self.profile["topics"][self.place]
        kept = {"reasons": before["reasons"]} if before.get("reasons") else {}
        return topic | ({"questions": questions} if questions else {}) | kept

    def _question(self, prefix: str, taken: set[str]) -> dict[str, Any]:
        clean, tags = self.cleaned_data, languages_of(self.brand)
        key = clean[f"{prefix}key"] or f"question_{prefix.strip('q.')}"
        while key in taken:
            key += "_more"
        taken.add(key)
        question: dict[str, Any] = {
            "key": key,
            "kind": clean[f"{prefix}kind"],
            "labels": {tag: clean[f"{prefix}label.{tag}"] for tag in tags},
            "required": clean[f"{prefix}required"],
        }
        if question["kind"] == "choice":
            columns = [_lines(clean, f"{prefix}choices.{tag}") for tag in tags]
            question["choices"] = [
                dict(zip(tags, row, strict=True)) for row in zip(*columns, strict=True)
            ]
        return question

    def place_of(self, path: str) -> str | None:
        return "code" if path == "topics" or path.endswith(".code") else None


def _question_fields(brand: Brand, prefix: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"{prefix}.key": forms.SlugField(required=False, widget=forms.HiddenInput),
        f"{prefix}.kind": forms.ChoiceField(label=gettext_lazy("What is asked for"), choices=KINDS),
        f"{prefix}.required": forms.BooleanField(
            label=gettext_lazy("Must be answered"), required=False
        ),
        f"{prefix}.remove": forms.BooleanField(
            label=gettext_lazy("Take this question away"), required=False
        ),
    }
    fields |= language_fields(brand, f"{prefix}.label", most=160, required=False)
    fields |= language_fields(brand, f"{prefix}.choices", most=2_000, required=False, rows=3)
    return fields


def _lines(clean: dict[str, Any], name: str) -> list[str]:
    return [line.strip() for line in clean.get(name, "").splitlines() if line.strip()]


class OrderForm(ProfileForm):
    """Moves a topic one place up or down, or takes it away."""

    touches: ClassVar = ("topics",)
    what: ClassVar = "topics.ordered"
    STEPS: ClassVar = {"up": -1, "down": 1}

    place = forms.IntegerField(min_value=0)
    step = forms.ChoiceField(choices=[("up", "up"), ("down", "down"), ("remove", "remove")])

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        return {}

    def changes(self) -> dict[str, Any]:
        topics = [*self.profile["topics"]]
        place, step = self.cleaned_data["place"], self.cleaned_data["step"]
        if place < len(topics):
            topic = topics.pop(place)
            if step != "remove":
                topics.insert(max(0, place + self.STEPS[step]), topic)
        return {"topics": topics}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("topics")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The topics in the order in which customers see them, and the form that moves them."""
    form = OrderForm(request.POST or None, brand)
    language = languages_of(brand)[0]
    topics = [
        {**topic, "label": topic["labels"].get(language, topic["code"]), "place": place}
        for place, topic in enumerate(brand.profile["topics"])
    ]
    return sections.edit(request, brand, form, "admin/topics.html", {"topics": topics})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("topics")
def edit(request: AdminRequest, brand: Brand, place: int | None = None) -> HttpResponseBase:
    """Change one topic with its questions, or without a place add one."""
    if place is not None and place >= len(brand.profile["topics"]):
        raise Http404
    if "add" in request.POST:
        return _with_one_more(request, brand, place)
    form = TopicForm(request.POST or None, brand, place)
    context = {"place": place, "most": MOST_QUESTIONS}
    return sections.edit(request, brand, form, "admin/topic.html", context, back="topics")


def _with_one_more(request: AdminRequest, brand: Brand, place: int | None) -> HttpResponse:
    """One more question to fill in: nothing is saved, and what was typed stays."""
    form = TopicForm(request.POST, brand, place, more=True).unjudged()
    return page(request, "admin/topic.html", {"form": form, "place": place, "most": MOST_QUESTIONS})
