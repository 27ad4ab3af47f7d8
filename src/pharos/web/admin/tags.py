from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.kernel.scope import reading
from pharos.knowledge.access import tag_to_arrange
from pharos.knowledge.actions.keep_tag import (
    NAME_MAX,
    TagDraft,
    add_tag,
    change_tag,
    restore_tag,
    retire_tag,
)
from pharos.knowledge.models import Tag
from pharos.knowledge.queries import tags_of
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm

AT = {"tag_taken": "name", "tag_name": "name", "tag_colour": "colour"}


class TagForm(SetupForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_MAX)
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Tag.Colour)

    def draft(self) -> TagDraft:
        clean = self.cleaned_data
        return TagDraft(name=clean["name"], colour=clean["colour"])


@require_http_methods(["GET", "HEAD", "POST"])
@administers("tags")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """The brand's vocabulary, and a line to add to it."""
    form = TagForm(request.POST or None, initial={"colour": Tag.Colour.GREY})

    def add() -> None:
        add_tag(actor=request.actor, slug=brand.slug, draft=form.draft())

    if request.method == "POST" and form.saves(add, at=AT):
        messages.success(request, _("The tag is there now."))
        return redirect("admin:tags", brand.slug)
    with reading(request.actor):
        context = {"form": form, "tags": list(tags_of(brand.pk))}
    return page(request, "admin/tags.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("tags")
def edit(request: AdminRequest, brand: Brand, tag_id: int) -> HttpResponseBase:
    with reading(request.actor):
        tag = tag_to_arrange(request.actor, brand.slug, tag_id)
    form = TagForm(request.POST or None, initial={"name": tag.name, "colour": tag.colour})

    def change() -> None:
        change_tag(actor=request.actor, slug=brand.slug, tag_id=tag_id, draft=form.draft())

    if request.method == "POST" and form.saves(change, at=AT):
        messages.success(request, _("Saved."))
        return redirect("admin:tags", brand.slug)
    return page(request, "admin/tag.html", {"form": form, "tag": tag}, 422 if form.errors else 200)


@require_POST
@administers("tags")
def retirement(request: AdminRequest, brand: Brand, tag_id: int) -> HttpResponse:
    """Retire the tag, or with `restore` take it up again."""
    move = restore_tag if "restore" in request.POST else retire_tag
    move(actor=request.actor, slug=brand.slug, tag_id=tag_id)
    return redirect("admin:tags", brand.slug)
