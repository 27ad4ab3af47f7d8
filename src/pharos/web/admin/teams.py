from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.models import Brand
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import reading
from pharos.people.actions.change_teams import change_teams
from pharos.people.actions.keep_members import add_member, remove_member
from pharos.people.actor import Actor
from pharos.people.queries import members_of, teams_with_members
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm, SetupForm, words


class TeamForm(ProfileForm):
    touches: ClassVar = ("teams",)
    what: ClassVar = "team.changed"

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Name for programs"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and dashes. It stays for good."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("Tags such as en, zh-Hans or ko, with commas between."),
    )

    def __init__(self, data: Any, brand: Brand, team: str | None = None) -> None:
        self.team = team
        super().__init__(data, brand)
        self.fields["slug"].disabled = team is not None

    def _team(self, profile: dict[str, Any]) -> dict[str, Any]:
        return next((team for team in profile["teams"] if team["slug"] == self.team), {})

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        team = self._team(profile)
        return {**team, "languages": ", ".join(team.get("languages", ["en"]))}

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        wanted = {
            "slug": clean["slug"],
            "name": clean["name"],
            "languages": words(clean["languages"]),
        }
        teams = [wanted if team["slug"] == self.team else team for team in self.profile["teams"]]
        return {"teams": teams if self.team else [*teams, wanted]}

    def change(self, actor: Actor, changes: dict[str, Any]) -> None:
        change_teams(
            actor=actor,
            slug=self.brand.slug,
            teams=changes["teams"],
            seen=self.was_seen(),
            what=self.what,
        )

    def place_of(self, path: str) -> str | None:
        if path == "teams":
            return "slug"
        return super().place_of(path.partition("].")[2].partition("[")[0])


class RetirementForm(TeamForm):
    """Takes a team out of the profile; its row is retired and keeps its people and cases."""

    what: ClassVar = "team.retired"

    def __init__(self, data: Any, brand: Brand, team: str) -> None:
        super().__init__(data, brand, team)
        for name in ("name", "slug", "languages"):
            del self.fields[name]

    def changes(self) -> dict[str, Any]:
        return {"teams": [t for t in self.profile["teams"] if t["slug"] != self.team]}

    def place_of(self, path: str) -> str | None:
        return None


class MemberForm(SetupForm):
    email = forms.EmailField(label=gettext_lazy("E-mail of somebody who has an account"))


@require_safe
@administers("teams")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    with reading(request.actor):
        teams = teams_with_members(brand.pk)
    return page(request, "admin/teams.html", {"teams": teams})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("teams")
def new(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    form = TeamForm(request.POST or None, brand)
    return sections.edit(request, brand, form, "admin/team.html", back="teams")


@require_http_methods(["GET", "HEAD", "POST"])
@administers("teams")
def edit(request: AdminRequest, brand: Brand, team: str) -> HttpResponseBase:
    _known(brand, team)
    form = TeamForm(request.POST or None, brand, team)
    return sections.edit(request, brand, form, "admin/team.html", _people(request, brand, team))


@require_http_methods(["GET", "HEAD", "POST"])
@administers("teams")
def retire(request: AdminRequest, brand: Brand, team: str) -> HttpResponseBase:
    _known(brand, team)
    form = RetirementForm(request.POST or None, brand, team)
    context = {"name": team, "back": "admin:teams", "retires": True}
    return sections.edit(request, brand, form, "admin/removal.html", context, back="teams")


@require_POST
@administers("teams")
def members(request: AdminRequest, brand: Brand, team: str) -> HttpResponseBase:
    """Add somebody by their address, or with `remove` take somebody out."""
    _known(brand, team)
    if removed := request.POST.get("remove", ""):
        staff_id = int(removed) if removed.isdigit() else 0
        remove_member(actor=request.actor, slug=brand.slug, team_slug=team, staff_id=staff_id)
        return redirect("admin:team", brand.slug, team)
    form = MemberForm(request.POST)

    def add() -> None:
        email = form.cleaned_data["email"]
        add_member(actor=request.actor, slug=brand.slug, team_slug=team, email=email)

    if form.saves(add, at={"no_account": "email", "partner_needs_end": "email"}):
        messages.success(request, _("Saved."))
        return redirect("admin:team", brand.slug, team)
    context = {"form": TeamForm(None, brand, team)} | _people(request, brand, team, form)
    return page(request, "admin/team.html", context, 422)


def _known(brand: Brand, team: str) -> None:
    if team not in {each["slug"] for each in brand.profile["teams"]}:
        raise NotFound(_("There is no such team."))


def _people(
    request: AdminRequest, brand: Brand, team: str, form: MemberForm | None = None
) -> dict[str, Any]:
    with reading(request.actor):
        people = members_of(brand.pk, team)
    return {"team": team, "members": people, "member_form": form or MemberForm()}
