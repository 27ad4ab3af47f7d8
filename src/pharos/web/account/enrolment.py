"""A brand may ask its staff for a second factor: whoever has none adds one before the desk."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pharos.brands.queries import brands_of, profile_of
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.people.sign_in.queries import has_second_factor
from pharos.web.http import wants_fragment

GUARDED = ("/desk/", "/admin/", "/reports/")
# What was found holds for a minute, so that not every page asks again.
FRESH_SECONDS = 60
CHECKED, MISSING = "factor_checked_at", "must_enrol"


class SecondFactorMiddleware:
    """Stands after authentication. Leads to the account, where the factor is added."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_guarded = request.path.startswith(GUARDED) and isinstance(request.user, Staff)
        if not is_guarded or not _is_missing(request):
            return self.get_response(request)
        if wants_fragment(request):
            return HttpResponse(status=403, headers={"HX-Redirect": "/account/"})
        return redirect("mfa_index")


def _is_missing(request: HttpRequest) -> bool:
    staff, session = request.user, request.session
    assert isinstance(staff, Staff)
    if not session.get(MISSING) and time.time() - session.get(CHECKED, 0) < FRESH_SECONDS:
        return False
    missing = is_asked_of(staff) and not has_second_factor(staff)
    session[CHECKED], session[MISSING] = time.time(), missing
    return missing


def is_asked_of(staff: Staff) -> bool:
    """Tell whether one of their brands asks this person for a second factor."""
    asked = {"required"} | ({"administrators"} if staff.role == Role.ADMINISTRATOR else set())
    return any(
        profile_of(brand).security.second_factor in asked for brand in brands_of(staff.actor())
    )
