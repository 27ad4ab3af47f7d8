from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.kernel.errors import NotFound
from pharos.kernel.scope import reading
from pharos.people.actions.administer_staff import (
    Place,
    change_place,
    close_account,
    reopen_account,
    reset_second_factor,
)
from pharos.people.actions.invite_staff import Invited, invite_staff, withdraw_invitation
from pharos.people.actor import Actor
from pharos.people.models import Invitation, Staff
from pharos.people.queries import open_invitations, staff_administered_by, teams_to_invite_to
from pharos.people.roles import Role
from pharos.people.sign_in.queries import with_second_factor
from pharos.web.admin.door import AdminRequest, administers_all, page
from pharos.web.admin.forms import SetupForm

LABELS = {
    Role.AGENT: gettext_lazy("Agent"),
    Role.SPECIALIST: gettext_lazy("Specialist"),
    Role.SUPERVISOR: gettext_lazy("Supervisor"),
    Role.QUALITY: gettext_lazy("Quality"),
    Role.COMPLIANCE: gettext_lazy("Compliance"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator"),
    Role.PARTNER: gettext_lazy("Partner"),
}
ROLES = [(role.value, label) for role, label in LABELS.items()]


class PlaceForm(SetupForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Partners need one. Administrators have none."),
    )

    def end(self) -> datetime | None:
        """The end of the last day."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time.max, UTC) if day else None

    def place(self) -> Place:
        return Place(role=self.cleaned_data["role"], until=self.end())


class InvitationForm(PlaceForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    team = forms.ChoiceField(label=gettext_lazy("Team"))
    field_order = ("email", "team", "role", "until")

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        with reading(actor):
            teams = teams_to_invite_to(actor)
        choices = [(str(team.pk), f"{team.brand.name}: {team.name}") for team in teams]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]

    def invited(self) -> Invited:
        clean = self.cleaned_data
        return Invited(
            email=clean["email"], role=clean["role"], team_id=int(clean["team"]), until=self.end()
        )


class ReasonForm(SetupForm):
    reason = forms.CharField(
        label=gettext_lazy("Why, and how you know that it is them"), max_length=500
    )


PLACES = {
    "partner_needs_end": "until",
    "administrator_stays": "until",
    "end_past": "until",
    "email_invalid": "email",
    "reason_empty": "reason",
}


@require_http_methods(["GET", "HEAD", "POST"])
@administers_all("staff")
def index(request: AdminRequest) -> HttpResponseBase:
    """Everybody with a place in the actor's brands; and inviting another."""
    form = InvitationForm(request.POST or None, request.actor)
    made: list[tuple[Invitation, str]] = []

    def invite() -> None:
        made.append(invite_staff(actor=request.actor, invited=form.invited()))

    if request.method == "POST" and form.saves(invite, at=PLACES):
        invitation, link = made[0]
        fresh = InvitationForm(None, request.actor)
        return _list(request, fresh, {"link": link, "invited": invitation.email})
    return _list(request, form, {}, 422 if form.errors else 200)


@require_POST
@administers_all("staff")
def withdrawal(request: AdminRequest, invitation_id: int) -> HttpResponseBase:
    withdraw_invitation(actor=request.actor, invitation_id=invitation_id)
    messages.success(request, _("That link no longer works."))
    return redirect("admin:staff")


@require_http_methods(["GET", "HEAD", "POST"])
@administers_all("staff")
def edit(request: AdminRequest, staff_id: int) -> HttpResponseBase:
    person = _person(request.actor, staff_id)
    known = {"role": person.role, "until": _end_of(person)}
    form = PlaceForm(request.POST or None, initial=known)

    def change() -> None:
        change_place(actor=request.actor, staff_id=staff_id, place=form.place())

    if request.method == "POST" and form.saves(change, at=PLACES):
        messages.success(request, _("Saved."))
        return redirect("admin:staff")
    return _one(request, person, form, ReasonForm(), 422 if form.errors else 200)


@require_POST
@administers_all("staff")
def activity(request: AdminRequest, staff_id: int) -> HttpResponseBase:
    """Let somebody in no longer, or again."""
    change = reopen_account if "again" in request.POST else close_account
    change(actor=request.actor, staff_id=staff_id)
    messages.success(request, _("Saved."))
    return redirect("admin:staff")


@require_POST
@administers_all("staff")
def factor(request: AdminRequest, staff_id: int) -> HttpResponseBase:
    person = _person(request.actor, staff_id)
    form = ReasonForm(request.POST)

    def reset() -> None:
        reason = form.cleaned_data["reason"]
        reset_second_factor(actor=request.actor, staff_id=staff_id, reason=reason)

    if form.saves(reset, at=PLACES):
        messages.success(request, _("Their second factors are gone. They may add new ones."))
        return redirect("admin:staff")
    known = {"role": person.role, "until": _end_of(person)}
    return _one(request, person, PlaceForm(initial=known), form, 422)


def _person(actor: Actor, staff_id: int) -> Staff:
    with reading(actor):
        people = staff_administered_by(actor)
    person = next((each for each in people if each.pk == staff_id), None)
    if person is None:
        raise NotFound(_("There is nobody like that."))
    return person


def _end_of(person: Staff) -> Any:
    ends = [place.until for place in person.memberships.all() if place.until]
    return min(ends).date() if ends else None


def _list(
    request: AdminRequest, form: InvitationForm, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    with reading(request.actor):
        people, invitations = staff_administered_by(request.actor), open_invitations(request.actor)
    guarded = with_second_factor(person.pk for person in people)
    context = {
        "form": form,
        "people": [_row(person, guarded, request.actor) for person in people],
        "invitations": invitations,
        **more,
    }
    return page(request, "admin/staff.html", context, status)


def _row(person: Staff, guarded: set[int], actor: Actor) -> dict[str, Any]:
    places = list(person.memberships.all())
    return {
        "pk": person.pk,
        "name": person.name,
        "email": person.email,
        "role": LABELS.get(Role(person.role), person.role),
        "teams": ", ".join(f"{p.team.brand.name}: {p.team.name}" for p in places),
        "until": _end_of(person),
        "has_factor": person.pk in guarded,
        "seen_at": person.last_login,
        "is_active": person.is_active,
        "is_me": person.pk == actor.id,
    }


def _one(
    request: AdminRequest, person: Staff, form: PlaceForm, reason: ReasonForm, status: int
) -> HttpResponse:
    guarded = with_second_factor([person.pk])
    context = {
        "form": form,
        "reason": reason,
        "person": _row(person, guarded, request.actor),
    }
    return page(request, "admin/staff_one.html", context, status)
