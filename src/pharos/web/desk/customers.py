from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from pharos.cases.access import case_to_read
from pharos.cases.actions.merge_people import Proof, merge_people, undo_merge
from pharos.cases.actions.person_notes import (
    edit_person_note,
    remove_person_note,
    write_person_note,
)
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.access import customer_to_read
from pharos.people.actions.block import (
    BlockTerms,
    block_customer,
    block_handle,
    block_network,
    lift_block,
)
from pharos.people.models import PersonMerge
from pharos.web.desk.profile import STATED, profile_context
from pharos.web.http import StaffRequest, signed_in
from pharos.web.lines import LinesField

NOTE_MAX = 4_000
DAYS = [(1, _("1 day")), (7, _("1 week")), (30, _("30 days")), (90, _("90 days"))]


class NoteForm(forms.Form):
    body = LinesField(
        max_length=NOTE_MAX, error_messages={"required": _("There is nothing to keep yet.")}
    )
    pinned = forms.BooleanField(required=False)


class MergeForm(forms.Form):
    """Whom else this person is: by the number of any case of theirs."""

    number = forms.CharField(
        max_length=20, error_messages={"required": _("Name a case of the other.")}
    )
    proof = forms.ChoiceField(
        choices=[(each.value, each.value) for each in STATED],
        error_messages={"required": _("Say what was checked.")},
    )
    words = LinesField(max_length=NOTE_MAX, error_messages={"required": _("Say what was checked.")})


class BlockForm(forms.Form):
    target = forms.CharField(max_length=60)
    reason = LinesField(max_length=300, error_messages={"required": _("Say why, in a few words.")})
    days = forms.TypedChoiceField(choices=DAYS, coerce=int)

    def terms(self) -> BlockTerms:
        clean = self.cleaned_data
        return BlockTerms(reason=clean["reason"], until=now() + timedelta(days=clean["days"]))


@require_safe
@signed_in
def show(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One person: by what they are known, what they asked, what colleagues should know."""
    return profile_page(request, public_id)


@require_POST
@signed_in
def notes(request: StaffRequest, public_id: UUID) -> HttpResponse:
    form = NoteForm(request.POST)

    def write() -> None:
        clean = form.cleaned_data
        write_person_note(
            actor=request.user.actor(),
            public_id=public_id,
            body=clean["body"],
            pinned=clean["pinned"],
        )

    return _done(request, public_id, form, write)


@require_POST
@signed_in
def note(request: StaffRequest, public_id: UUID, note_id: int) -> HttpResponse:
    """Change a note, or with `remove` take it off."""
    actor = request.user.actor()
    if "remove" in request.POST:
        remove_person_note(actor=actor, public_id=public_id, note_id=note_id)
        return redirect("desk:customer", public_id)
    form = NoteForm(request.POST)

    def edit() -> None:
        clean = form.cleaned_data
        edit_person_note(
            actor=actor,
            public_id=public_id,
            note_id=note_id,
            body=clean["body"],
            pinned=clean["pinned"],
        )

    return _done(request, public_id, form, edit)


@require_POST
@signed_in
def merges(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say that this customer and that of another case are one person."""
    actor, form = request.user.actor(), MergeForm(request.POST)

    def merge() -> None:
        clean = form.cleaned_data
        with reading(actor):
            other = case_to_read(actor, clean["number"]).customer.public_id
        merge_people(
            actor=actor,
            kept=public_id,
            joined=other,
            proof=Proof(kind=PersonMerge.Proof(clean["proof"]), words=clean["words"]),
        )

    return _done(request, public_id, form, merge)


@require_POST
@signed_in
def parting(request: StaffRequest, public_id: UUID, merge_id: int) -> HttpResponse:
    """Undo a merge."""
    form = NoteForm({"body": request.POST.get("why", "")})

    def part() -> None:
        actor, why = request.user.actor(), form.cleaned_data["body"]
        undo_merge(actor=actor, merge_id=merge_id, why=why)

    return _done(request, public_id, form, part)


@require_POST
@signed_in
def blocks(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Keep the person, one of their handles or an address of theirs from beginning."""
    actor, form = request.user.actor(), BlockForm(request.POST)

    def block() -> None:
        kind, _colon, which = form.cleaned_data["target"].partition(":")
        if kind == "handle" and which.isdecimal():
            block_handle(actor=actor, handle_id=int(which), terms=form.terms())
        elif kind == "network":
            with reading(actor):
                brand_id = customer_to_read(actor, public_id).brand_id
            block_network(actor=actor, brand_id=brand_id, network=which, terms=form.terms())
        else:
            block_customer(actor=actor, public_id=public_id, terms=form.terms())

    return _done(request, public_id, form, block)


@require_POST
@signed_in
def lifting(request: StaffRequest, public_id: UUID, block_id: int) -> HttpResponse:
    lift_block(actor=request.user.actor(), block_id=block_id)
    return redirect("desk:customer", public_id)


def _done(
    request: StaffRequest, public_id: UUID, form: forms.Form, work: Callable[[], None]
) -> HttpResponse:
    """Do it and show the profile; what cannot be done says so, and keeps what was typed."""
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return profile_page(request, public_id, status=422, problem=problem, typed=request.POST)
    try:
        work()
    except (Conflict, Invalid) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return profile_page(
            request, public_id, status=status, problem=str(refusal), typed=request.POST
        )
    return redirect("desk:customer", public_id)


def profile_page(
    request: StaffRequest, public_id: UUID, status: int = 200, **more: Any
) -> HttpResponse:
    """The profile; what could not be done is said on it (`problem`, `typed`)."""
    actor = request.user.actor()
    with reading(actor):
        context = profile_context(actor, customer_to_read(actor, public_id))
    return render(request, "desk/customer.html", context | {"days": DAYS} | more, status=status)
