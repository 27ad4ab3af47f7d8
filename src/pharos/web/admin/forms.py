"""What the forms of the settings share. They work without script and show errors at the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from pharos.brands.actions.change_profile import change_profile
from pharos.brands.changing import Seen
from pharos.brands.errors import ProfileInvalid
from pharos.brands.models import Brand
from pharos.brands.parsing import parse_profile
from pharos.kernel.errors import Conflict, Invalid
from pharos.people.actor import Actor
from pharos.web.design.templatetags.design import language_name
from pharos.web.lines import LinesField

CHOSEN_BY_MARK = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
Profile = dict[str, Any]


class SetupForm(forms.Form):
    """A form whose fields are drawn by `{% field %}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, CHOSEN_BY_MARK):
                field.widget.attrs.setdefault("class", "field__input")

    def saves(self, action: Callable[[], object], *, at: Mapping[str, str] | None = None) -> bool:
        """Run the action if what was typed can be read; say where it was refused.

        `at` maps the code of a refusal to the field that it is about.
        """
        if not self.is_valid():
            return False
        try:
            action()
        except ProfileInvalid as refusal:
            self._tell(refusal)
        except (Conflict, Invalid) as refusal:
            field = (at or {}).get(refusal.code)
            self.add_error(field, str(refusal))
        return not self.errors

    def unjudged(self) -> Self:
        """Show what was typed without saying yet what is wrong with it."""
        self.__dict__["_errors"] = ErrorDict()
        return self

    def place_of(self, path: str) -> str | None:
        """Name the field in which a path of the profile is edited."""
        return path if path in self.fields else None

    def _tell(self, refusal: ProfileInvalid) -> None:
        for problem in refusal.problems:
            path, _colon, what = problem.partition(": ")
            place = self.place_of(path)
            self.add_error(place, what or problem if place else problem)


class ProfileForm(SetupForm):
    """A form over some fields of a brand's profile. It knows what it saw, so that two at once tell.

    `touches` names the fields; `changes` returns what they are to be; `what` is for the audit.
    """

    touches: ClassVar[tuple[str, ...]] = ()
    what: ClassVar[str] = "brand.changed"
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, brand: Brand, **kwargs: Any) -> None:
        self.brand, self.profile = brand, brand.profile
        first = self.read(brand.profile) | {
            "seen": Seen.in_profile(brand.profile, self.touches).version
        }
        super().__init__(data, initial=first | kwargs.pop("initial", {}), **kwargs)

    def read(self, profile: Profile) -> dict[str, Any]:
        """Return what the fields show of a profile."""
        raise NotImplementedError

    def changes(self) -> Profile:
        """Return what the touched fields of the profile are to be; None takes one away."""
        raise NotImplementedError

    def save(self, actor: Actor) -> bool:
        """Save, or say at the fields why not. After a warning the next save goes through."""
        return self.saves(lambda: self.act(actor, self.changes()))

    def could_be_saved(self) -> bool:
        """Tell so without saving anything, and say at the fields why not."""
        return self.saves(self._parse)

    def _parse(self) -> None:
        whole = {**self.profile, **self.changes()}
        kept = {name: value for name, value in whole.items() if value is not None}
        parse_profile(kept, self.brand.slug)

    def act(self, actor: Actor, changes: Profile) -> None:
        try:
            self.change(actor, changes)
        except Conflict as refusal:
            if refusal.code != "newer_version":
                raise
            self._show_newer()
            raise Conflict(self.warning(), code=refusal.code) from refusal

    def change(self, actor: Actor, changes: Profile) -> None:
        change_profile(
            actor=actor, slug=self.brand.slug, changes=changes, seen=self.was_seen(), what=self.what
        )

    def was_seen(self) -> Seen:
        return Seen(self.touches, self.cleaned_data["seen"])

    def warning(self) -> str:
        return _(
            "Somebody else saved this after you had opened it. Nothing of yours is saved yet."
            " Look at theirs in another tab; saving again puts yours in its place."
        )

    def _show_newer(self) -> None:
        """What this request found is what is there now: the next save puts it aside knowingly."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = Seen.in_profile(self.brand.profile, self.touches).version
        self.data = data


def words(text: str) -> list[str]:
    """Split what is written on lines or with commas between."""
    parts = (part.strip() for part in text.replace("\n", ",").split(","))
    return [part for part in parts if part]


def language_fields(
    brand: Brand, label: str, *, most: int, required: bool, rows: int = 0
) -> dict[str, forms.CharField]:
    """Return one field of words for each of the brand's languages, named `label.tag`."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return {
        f"{label}.{tag}": LinesField(
            label=language_name(tag), max_length=most, required=required, widget=widget
        )
        for tag in languages_of(brand)
    }


def languages_of(brand: Brand) -> list[str]:
    return list(brand.profile.get("languages") or ["en"])


def by_language(clean: Mapping[str, Any], label: str) -> dict[str, str]:
    """Collect the words of `language_fields` again; empty if all are."""
    prefix = f"{label}."
    found = {
        name.removeprefix(prefix): str(text)
        for name, text in clean.items()
        if name.startswith(prefix)
    }
    return found if any(found.values()) else {}
