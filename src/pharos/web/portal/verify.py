"""Is this mail from us? Whoever reads a mail of ours can ask by the code that is printed in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.cases.threads.queries import case_number_of
from pharos.channels.accounts import accounts_of
from pharos.channels.present import present_channels
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.mail_codes import mail_of_code
from pharos.web.portal.limits import admit_look
from pharos.web.portal.pages import page
from pharos.web.portal.visitor import visitor_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, brand: str) -> HttpResponse:
    """Ask for the code, and say yes with when, to whom and about what, or no."""
    visitor = visitor_of(request, brand_by_slug(brand))
    addresses = _addresses(visitor.brand)
    if request.method != "POST":
        context: dict[str, Any] = {"addresses": addresses}
        return page(request, "portal/verify.html", visitor, context, is_found=True)
    admit_look(visitor)
    typed = request.POST.get("code", "")[:60]
    with reading(Actor.system(visitor.brand.pk)):
        mail = mail_of_code(visitor.brand.pk, typed)
        number = "" if mail is None else case_number_of(mail.conversation_id)
    context = {
        "typed": typed,
        "is_asked": True,
        "mail": mail,
        "number": number,
        "addresses": addresses,
    }
    return page(request, "portal/verify.html", visitor, context)


def _addresses(brand: Brand) -> list[str]:
    """Where mail of customers arrives, and from where we write: of the accounts, and no other."""
    with reading(Actor.system(brand.pk)):
        present = present_channels(profile_of(brand), accounts_of(brand.pk))
    return [name for each in present if each.channel.kind == "mail" for name in each.names]
