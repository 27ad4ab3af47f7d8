"""What a brand's pages have in common: who looks, the head with its ways, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

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


def only_posted(otherwise: str) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Take what is posted there. Whoever comes back to the address is led to the page `otherwise`.

    A phone does so that has put a page away while its owner read their mail.
    """

    def taking(view: Callable[..., HttpResponse]) -> Any:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **named)
            place = {name: named[name] for name in ("brand", "number") if name in named}
            response: HttpResponse = redirect(otherwise, **place)
            return response

        return require_http_methods(["GET", "HEAD", "POST"])(answer)

    return taking


def name_of_sent(name: str, *said: str) -> str:
    """What is sent, by its form's own name for it: the same words again are the same, others not.

    Whoever stops a page that is slow, writes something more and sends it, has sent both.
    """
    return f"{name}-{salted_hmac('pharos.portal.sent', chr(0).join(said)).hexdigest()[:16]}"


def received(response: HttpResponse, name: str) -> HttpResponse:
    """Tell the browser which form has arrived: until it hears so, it keeps what was typed."""
    response["Location"] += f"#received-{name}"
    return response


def own_path(brand: Brand, wanted: str) -> str:
    """Return where somebody wanted to go if it is a page of this brand, else their cases."""
    inside = wanted.startswith(f"/{brand.slug}/") and "\\" not in wanted and "//" not in wanted
    return wanted if inside else f"/{brand.slug}/cases/"
