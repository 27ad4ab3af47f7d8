from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.models import Brand
from pharos.kernel.scope import reading
from pharos.knowledge.access import saved_reply_to_read
from pharos.knowledge.actions.keep_saved_reply import (
    NAME_MAX,
    TEXT_MAX,
    SavedReplyDraft,
    add_saved_reply,
    change_saved_reply,
    retire_saved_reply,
)
from pharos.knowledge.queries import saved_replies_of
from pharos.knowledge.variables import VARIABLES
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm, by_language, language_fields, languages_of

ABOUT_WORDS = ("saved_reply_empty", "saved_reply_long", "variable_unknown")
AT = {"saved_reply_taken": "name", "saved_reply_name": "name"}


class SavedReplyForm(SetupForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_MAX)

    def __init__(self, data: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.first = f"text.{languages_of(brand)[0]}"
        self.fields |= language_fields(brand, "text", most=TEXT_MAX, required=False, rows=5)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "field__input")

    def texts(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("text.")]

    def draft(self) -> SavedReplyDraft:
        clean = self.cleaned_data
        return SavedReplyDraft(name=clean["name"], texts=by_language(clean, "text"))

    def places(self) -> dict[str, str]:
        at = dict.fromkeys(
            ("saved_reply_empty", "saved_reply_long", "variable_unknown"), self.first
        )
        return AT | at


@require_safe
@administers("saved_replies")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    with reading(request.actor):
        shared = list(saved_replies_of(brand.pk, None))
        own = list(saved_replies_of(brand.pk, request.actor.id))
    return page(request, "admin/saved_replies.html", {"shared": shared, "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("saved_replies")
def new(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    form = SavedReplyForm(request.POST or None, brand)
    shared = "own" not in request.GET

    def add() -> None:
        add_saved_reply(actor=request.actor, slug=brand.slug, draft=form.draft(), shared=shared)

    if request.method == "POST" and form.saves(add, at=form.places()):
        messages.success(request, _("Saved."))
        return redirect("admin:saved_replies", brand.slug)
    return _form(request, form, {"shared": shared})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("saved_replies")
def edit(request: AdminRequest, brand: Brand, reply_id: int) -> HttpResponseBase:
    with reading(request.actor):
        reply = saved_reply_to_read(request.actor, brand.slug, reply_id)
    texts = {f"text.{tag}": text for tag, text in reply.texts.items()}
    form = SavedReplyForm(request.POST or None, brand, initial={"name": reply.name, **texts})

    def change() -> None:
        # Words in a language that the brand no longer speaks stay.
        draft = form.draft()
        kept = {t: w for t, w in reply.texts.items() if f"text.{t}" not in form.fields}
        whole = SavedReplyDraft(name=draft.name, texts=kept | dict(draft.texts))
        change_saved_reply(actor=request.actor, slug=brand.slug, reply_id=reply_id, draft=whole)

    if request.method == "POST" and form.saves(change, at=form.places()):
        messages.success(request, _("Saved."))
        return redirect("admin:saved_replies", brand.slug)
    return _form(request, form, {"reply": reply, "shared": reply.owner_id is None})


@require_POST
@administers("saved_replies")
def retire(request: AdminRequest, brand: Brand, reply_id: int) -> HttpResponseBase:
    retire_saved_reply(actor=request.actor, slug=brand.slug, reply_id=reply_id)
    messages.success(request, _("It is no longer offered."))
    return redirect("admin:saved_replies", brand.slug)


def _form(request: AdminRequest, form: SavedReplyForm, context: dict[str, Any]) -> HttpResponseBase:
    context |= {"form": form, "variables": VARIABLES.items()}
    return page(request, "admin/saved_reply.html", context, 422 if form.errors else 200)
