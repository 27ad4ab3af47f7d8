from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.brands.queries import brand_by_slug
from pharos.web.portal.status import shown_status


@require_safe
def show(request: HttpRequest, brand: str) -> HttpResponse:
    """The conversation as a page of its own, for links and for small screens."""
    found = brand_by_slug(brand)
    return render(request, "portal/talk.html", {"brand": found, "status": shown_status(found)})
