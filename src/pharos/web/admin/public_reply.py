"""What is answered where anybody can read it: the brand's words, and how the whole reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.parsing_offer import LONGEST_PUBLIC_REPLY
from pharos.channels.leading import public_words
from pharos.channels.x.weighing import LONGEST_POST, weight_of
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm, by_language, language_fields, languages_of

TEXT: Final = "text"


class PublicReplyForm(ProfileForm):
    touches: ClassVar = ("public_reply",)
    what: ClassVar = "public_reply.changed"

    def __init__(self, data: Any, brand: Brand) -> None:
        super().__init__(data, brand)
        self.fields |= language_fields(
            brand, TEXT, most=LONGEST_PUBLIC_REPLY, required=False, rows=3
        )
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "field__input")

    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{TEXT}.")]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        said = profile.get("public_reply") or {}
        return {f"{TEXT}.{tag}": text for tag, text in said.items()}

    def changes(self) -> dict[str, Any]:
        return {"public_reply": by_language(self.cleaned_data, TEXT) or None}

    def place_of(self, path: str) -> str | None:
        return super().place_of(path.replace("public_reply", TEXT, 1))


@require_http_methods(["GET", "HEAD", "POST"])
@administers("public_reply")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The words in each language, and beside them the whole reply; trying saves nothing."""
    form = PublicReplyForm(request.POST or None, brand)
    if "preview" not in request.POST:
        return sections.edit(request, brand, form, "admin/public_reply.html", _context(brand, None))
    is_trial = form.could_be_saved()
    typed = by_language(form.cleaned_data, TEXT) if is_trial else None
    context = {"form": form, "is_trial": is_trial, **_context(brand, typed)}
    return page(request, "admin/public_reply.html", context, 200 if is_trial else 422)


def _context(brand: Brand, typed: Mapping[str, str] | None) -> dict[str, Any]:
    return {"previews": list(_previews(brand, typed)), "longest": LONGEST_POST}


def _previews(brand: Brand, typed: Mapping[str, str] | None) -> Iterator[dict[str, Any]]:
    link = f"{settings.BASE_URL.rstrip('/')}/{brand.slug}/c/…/"
    with reading(Actor.system(brand.pk)):
        for tag in languages_of(brand):
            text = public_words(brand, tag, link, None if typed is None else typed.get(tag, ""))
            weight = weight_of(text)
            yield {
                "language": tag,
                "text": text,
                "weight": weight,
                "is_long": weight > LONGEST_POST,
            }
