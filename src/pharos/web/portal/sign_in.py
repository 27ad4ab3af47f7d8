"""Coming back: by the exchange's token, by what the widget knows, or by a code to one's mailbox."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.cases.actions.merge_people import join_by_address
from pharos.cases.actions.prove import raise_assurance
from pharos.kernel.errors import Forbidden, Invalid
from pharos.people.actions.end_session import end_session
from pharos.people.actions.keep_contact import Contact, keep_contact
from pharos.people.actions.open_session import Opening, open_session
from pharos.people.actions.prove_mail import Brought, prove_mail
from pharos.people.actions.report_token import report_token_shown_again
from pharos.people.actions.send_mail_proof import send_mail_proof
from pharos.people.actions.share_session import share_session
from pharos.people.actor import Actor
from pharos.people.addresses import mail_address
from pharos.people.tokens.errors import SignInAgain, TokenSpent
from pharos.people.tokens.session import read_session_token
from pharos.web.portal.limits import admit_code, admit_session, admit_try
from pharos.web.portal.my_cases import AddressForm, cases_page
from pharos.web.portal.pages import kept, only_posted, own_path, page
from pharos.web.portal.visitor import (
    Visitor,
    forget,
    known_visitor,
    network_of,
    new_device,
    visitor_of,
)


@only_posted("portal:my_cases")
def send_code(request: HttpRequest, brand: str) -> HttpResponse:
    """Mail a code and a link, and ask for the code. The answer is the same for every address."""
    visitor = visitor_of(request, brand_by_slug(brand))
    form, onward = AddressForm(request.POST), request.POST.get("next", "")
    try:
        address = mail_address(request.POST.get("address", ""))
    except Invalid as refused:
        form.add_error("address", str(refused))
        return cases_page(request, visitor, onward, {"address_form": form}, status=422)
    admit_code(visitor, address)
    if visitor.actor is not None and not visitor.is_proved:
        # What this browser wrote without an address is found with it from now on.
        keep_contact(actor=visitor.actor, contact=Contact(address=address))
    return ask_by_mail(request, visitor, address, onward)


def ask_by_mail(request: HttpRequest, visitor: Visitor, address: str, onward: str) -> HttpResponse:
    """Mail a code and a link to an address, and ask for the code; both lead on to `onward`.

    Whoever calls it has counted it (`admit_code`).
    """
    proof = send_mail_proof(
        actor=Actor.system(visitor.brand.pk),
        brand=visitor.brand,
        address=address,
        language=get_language() or "en",
        link_to=partial(_link_to, visitor.brand, onward),
    )
    return _code_page(request, visitor, str(proof), onward)


@only_posted("portal:my_cases")
def enter_code(request: HttpRequest, brand: str) -> HttpResponse:
    """Sign in by the code. A wrong one, an old one and one of somebody else's look the same."""
    visitor = visitor_of(request, brand_by_slug(brand))
    admit_try(visitor)
    proof, onward = request.POST.get("proof", ""), request.POST.get("next", "")
    code = "".join(letter for letter in request.POST.get("code", "") if letter.isdigit())
    brought = Brought(proof=_uuid(proof), code=code)
    response = _proved(request, visitor, brought, onward)
    return response or _code_page(request, visitor, proof, onward, is_wrong=True)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: HttpRequest, brand: str, secret: str) -> HttpResponse:
    """Sign in by the link of the mail. Looking at it uses nothing: machines look at links, too."""
    visitor = visitor_of(request, brand_by_slug(brand))
    onward = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST":
        admit_try(visitor)
        response = _proved(request, visitor, Brought(link=secret), onward)
        if response is not None:
            return response
    context = {"next": onward, "is_wrong": request.method == "POST"}
    response = page(request, "portal/link.html", visitor, context)
    # The address is a key for as long as it works.
    response["Referrer-Policy"] = "same-origin"
    return response


@only_posted("portal:contact")
def sign_out(request: HttpRequest, brand: str) -> HttpResponse:
    """Forget this browser here. What it wrote without signing in is out of its reach, too."""
    visitor = visitor_of(request, brand_by_slug(brand))
    if visitor.device:
        end_session(
            actor=Actor.system(visitor.brand.pk), brand=visitor.brand, device=visitor.device
        )
    response = redirect("portal:contact", brand)
    forget(response, visitor.brand)
    return response


@csrf_exempt
@require_POST
def bring_token(request: HttpRequest, brand: str) -> HttpResponse:
    """Sign in by the exchange's token, from one of its pages: a form with `token` leads here.

    Refused: from a page that the brand has not named, so that nobody is signed in as somebody else
    by a page of a stranger's.
    """
    found = brand_by_slug(brand)
    _check_origin(request, found)
    visitor = Visitor(brand=found, device=new_device(), network=network_of(request))
    opening = Opening(
        device=visitor.device,
        token=request.POST.get("token", ""),
        language=get_language() or "",
        network=visitor.network,
    )
    system = Actor.system(found.pk)
    try:
        session = open_session(actor=system, brand=found, opening=opening)
    except TokenSpent as alarm:
        report_token_shown_again(
            actor=system, brand_id=found.pk, token_id=alarm.token_id, subject=alarm.subject
        )
        raise
    raise_assurance(actor=session.claims.actor(), proved_by="customer token")
    return kept(request, redirect(own_path(found, request.POST.get("next", ""))), visitor)


@require_POST
def begin(request: HttpRequest, brand: str) -> HttpResponse:
    """For our own script: be known here, as the widget in this browser is if it is signed in.

    Returns a token for the hot doors: uploads that resume, and what is recognised as one types.
    """
    found = brand_by_slug(brand)
    visitor = visitor_of(request, found)
    admit_session(visitor)
    shared = request.POST.get("session", "")
    if shared and not visitor.is_signed_in:
        visitor = _shared(request, visitor, shared)
    else:
        visitor = known_visitor(request, found, timezone=request.POST.get("timezone", ""))
    told = {"token": visitor.token, "signed_in": visitor.is_signed_in, "name": visitor.name}
    response = JsonResponse(told, headers={"Cache-Control": "no-store"})
    return kept(request, response, visitor)


def _shared(request: HttpRequest, visitor: Visitor, session: str) -> Visitor:
    claims = read_session_token(session)
    if not claims.actor().is_signed_in:
        raise SignInAgain
    device = new_device()
    share_session(
        actor=Actor.system(visitor.brand.pk), brand=visitor.brand, claims=claims, device=device
    )
    return _opened(request, visitor.brand, device)


def _opened(request: HttpRequest, brand: Brand, device: str) -> Visitor:
    opening = Opening(device=device, language=get_language() or "", network=network_of(request))
    session = open_session(actor=Actor.system(brand.pk), brand=brand, opening=opening)
    return Visitor(
        brand=brand,
        device=device,
        network=opening.network,
        claims=session.claims,
        token=session.token,
    )


def _proved(
    request: HttpRequest, visitor: Visitor, brought: Brought, onward: str
) -> HttpResponse | None:
    """Sign the browser in with a new secret, join what was written with the address, and go on."""
    device = new_device()
    actor = prove_mail(
        actor=Actor.system(visitor.brand.pk),
        brand=visitor.brand,
        device=device,
        brought=brought,
    )
    if actor is None:
        return None
    join_by_address(actor=actor)
    raise_assurance(actor=actor, proved_by="mail code")
    known = Visitor(brand=visitor.brand, device=device, network=visitor.network)
    return kept(request, redirect(own_path(visitor.brand, onward)), known)


def _code_page(
    request: HttpRequest, visitor: Visitor, proof: str, onward: str, *, is_wrong: bool = False
) -> HttpResponse:
    context = {"proof": proof, "next": onward, "is_wrong": is_wrong}
    status = 422 if is_wrong else 200
    return page(request, "portal/code.html", visitor, context, status=status)


def _link_to(brand: Brand, onward: str, secret: str) -> str:
    path = reverse("portal:link", args=[brand.slug, secret])
    inside = own_path(brand, onward)
    return f"{settings.BASE_URL.rstrip('/')}{path}?{urlencode({'next': inside})}"


def _check_origin(request: HttpRequest, brand: Brand) -> None:
    origin = request.headers.get("Origin", "")
    own = {f"{request.scheme}://{request.get_host()}", _origin(settings.BASE_URL)}
    allowed = profile_of(brand).origins
    if origin not in own and origin not in allowed and "*" not in allowed:
        raise Forbidden(_("This page may not sign anybody in here."), code="origin_refused")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
