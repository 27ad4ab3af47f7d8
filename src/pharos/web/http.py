"""What views share: the typed request of somebody signed in, and the two ways of answering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url

from pharos.people.models import Staff

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request that `signed_in` has let through."""

    user: Staff


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: StaffView[P]) -> View[P]:
    """Let staff in and send everybody else to the sign-in page.

    A fragment request is not redirected, or the sign-in page would land inside the desk: the
    browser is told to leave the page instead.
    """

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if isinstance(request.user, Staff) and request.user.is_active:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        if wants_fragment(request):
            back = urlsplit(request.headers.get("HX-Current-URL", "")).path
            door = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
            return HttpResponse(status=401, headers={"HX-Redirect": door})
        return redirect_to_login(request.get_full_path())

    update_wrapper(guarded, view)
    return guarded


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether a part of the page is being fetched, not the page or its history."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def answer(
    request: HttpRequest,
    *,
    page: str,
    fragment: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render the fragment for a script and the whole page for a browser, from one context."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, dict(context), status=status)
    response["Vary"] = "HX-Request, Cookie"
    return response
