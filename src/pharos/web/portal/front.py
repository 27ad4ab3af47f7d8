from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Where everything is. The demo exchange is named in demo mode only."""
    return render(request, "portal/front.html", {"is_demo": settings.DEMO})
