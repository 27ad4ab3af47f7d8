"""What a brand's pages have in common: who looks, the head with its ways, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.brands.models import Brand
from pharos.web.portal.visitor import Visitor, remember


def page(
    request: HttpRequest,
    template: str,
    visitor: Visitor,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    is_found: bool = False,
) -> HttpResponse:
    """Draw one of a brand's pages for whoever looks, and keep knowing them.

    `is_found`: search engines may lead here, as to what everybody reads alike.
    """
    told = {"brand": visitor.brand, "visitor": visitor, **(context or {})}
    response = render(request, template, told, status=status)
    if not is_found:
        response["X-Robots-Tag"] = "noindex"
    return kept(request, response, visitor)


def kept(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> HttpResponse:
    """Answer so that the browser is known the next time."""
    remember(response, visitor, is_secure=request.is_secure())
    return response


def own_path(brand: Brand, wanted: str) -> str:
    """Return where somebody wanted to go if it is a page of this brand, else their cases."""
    inside = wanted.startswith(f"/{brand.slug}/") and "\\" not in wanted and "//" not in wanted
    return wanted if inside else f"/{brand.slug}/cases/"
