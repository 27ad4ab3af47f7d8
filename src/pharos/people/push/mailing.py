"""Telling staff by mail, inside the transaction that gives the reason."""

# lint: allow objects (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.kernel.time import now
from pharos.letters.queries import was_written_since
from pharos.letters.writing import write_letter
from pharos.people.models import Staff
from pharos.people.push.words import title_of

KIND = "notice"
# Of one case nobody is told more often than that; what else happened is in the list at the desk.
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a notice that is about no case leads, and by what it is told apart from others."""

    about: str
    path: str


def leave_notices(
    staff_ids: Iterable[int], *, brand_id: int, kind: str, about: str | Page, by: str
) -> None:
    """Leave a letter for each of these staff who want this kind by mail and no quiet now.

    At most one for each person and case in a quarter of an hour. It names what happened and the
    case, and nothing that was said. The caller holds the case, or what else it is about.
    """
    at = now()
    awake = Q(quiet_until=None) | Q(quiet_until__lte=at)
    wanted = Staff.objects.filter(awake, pk__in=list(staff_ids), is_active=True, tells_by_mail=True)
    name = about if isinstance(about, str) else about.about
    for person in wanted.exclude(untold_by_mail__contains=[kind]).order_by("pk"):
        begun = f"notice-{name}-{person.pk}-"
        if not was_written_since(at - PAUSE, brand_id=brand_id, kind=KIND, about=begun):
            title = title_of(kind, by, person.language)
            _write(person, brand_id, title, about, f"{begun}{at:%Y%m%d%H%M%S%f}")


def _write(person: Staff, brand_id: int, title: str, about: str | Page, token: str) -> None:
    language = person.language or "en"
    with override(language):
        write_letter(
            brand_id=brand_id,
            to=person.email,
            kind=KIND,
            language=language,
            subject=f"{title} ({about})" if isinstance(about, str) else title,
            paragraphs=[
                _sentence(title, about),
                _("You are told because you asked for it. Your preferences at the desk end it."),
            ],
            action=_action(about),
            token=token,
            until=now() + timedelta(hours=24),
        )


def _sentence(title: str, about: str | Page) -> str:
    if isinstance(about, str):
        return _("%(title)s, in case %(number)s.") % {"title": title, "number": about}
    return f"{title}."


def _action(about: str | Page) -> tuple[str, str]:
    if isinstance(about, str):
        return _("Open the case"), settings.BASE_URL + reverse("desk:case", args=[about])
    return _("Look at it"), settings.BASE_URL + about.path
