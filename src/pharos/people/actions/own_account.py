"""What members of staff change about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.errors import Invalid, NotFound
from pharos.people.actor import Actor
from pharos.people.models import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    name: str
    language: str


@action
def change_profile(*, actor: Actor, profile: Profile) -> None:
    """Take another name, or read the desk in another language ("": as the browser asks).

    Refused: an empty name, and a language that there are no words in.
    """
    if not actor.is_staff or actor.id is None:
        raise NotFound(_("There is no such account."))
    if not profile.name.strip():
        raise Invalid(_("A name is needed."), code="name_empty")
    if profile.language not in ("", *dict(settings.LANGUAGES)):
        raise Invalid(_("There is no such language here."), code="language_unknown")
    Staff.objects.filter(pk=actor.id).update(name=profile.name.strip(), language=profile.language)
