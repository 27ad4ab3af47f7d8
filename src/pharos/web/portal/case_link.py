"""The link that leads from a messenger or a public post to a private page."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from pharos.brands.queries import brand_by_slug
from pharos.cases.actions.go_private import go_private
from pharos.cases.actions.merge_people import join_by_link
from pharos.cases.case_links import PUBLIC, conversation_of_link, may_join_by_link
from pharos.cases.models import Conversation
from pharos.cases.own_cases import own_cases
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.persons.queries import ids_of_person
from pharos.people.tokens.errors import SignInAgain
from pharos.web.portal.channel_words import name_of
from pharos.web.portal.my_cases import AddressForm
from pharos.web.portal.pages import page
from pharos.web.portal.visitor import Visitor, visitor_of

# More than this many nobody chooses among; the others are on the page of their cases.
MOST: Final = 8


class OpenCase(NamedTuple):
    number: str
    subject: str


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, brand: str, token: str) -> HttpResponse:
    """Say that there is something, and no more, until whoever looks has proved who they are.

    Signed in, they are asked whether it was they who wrote: a link can be handed on. What was said
    in public goes on in a case of their own, an open one or a new one, since everybody can read
    that link.
    """
    found = brand_by_slug(brand)
    visitor = visitor_of(request, found)
    with reading(Actor.system(found.pk)):
        conversation = conversation_of_link(found.pk, token)
    if _is_own(visitor, conversation):
        return _open(conversation)
    if request.method == "POST" and conversation.surface == PUBLIC:
        return _gone_private(visitor, conversation, request.POST.get("case", "")[:40])
    if request.method == "POST":
        return _joined(visitor, conversation)
    response = page(request, "portal/case_link.html", visitor, _told(visitor, conversation, token))
    response["Referrer-Policy"] = "same-origin"
    return response


def _told(visitor: Visitor, conversation: Conversation, token: str) -> dict[str, object]:
    is_public = conversation.surface == PUBLIC
    slug = visitor.brand.slug
    return {
        "is_public": is_public,
        "may_join": _may_join(visitor, conversation),
        "open_cases": _open_cases(visitor) if is_public else [],
        "onward": f"{reverse('portal:topics', args=[slug])}?about={token}",
        "next": reverse("portal:case_link", args=[slug, token]),
        "address_form": AddressForm(),
        # What the bearer of the link knows already, to say yes or no to.
        "channel": name_of(conversation.channel) if visitor.is_signed_in else "",
        "name": conversation.customer.name if visitor.is_signed_in and not is_public else "",
        "at": conversation.opened_at if visitor.is_signed_in else None,
    }


def _joined(visitor: Visitor, conversation: Conversation) -> HttpResponse:
    actor = visitor.actor
    if actor is None or not actor.is_signed_in:
        raise SignInAgain
    join_by_link(actor=actor, conversation_id=conversation.pk)
    return _open(conversation)


def _gone_private(visitor: Visitor, public: Conversation, number: str) -> HttpResponse:
    """Join it to an open case of whoever has proved who they are. Refused: another's case."""
    actor = visitor.actor
    if actor is None or not visitor.is_proved:
        raise SignInAgain
    go_private(actor=actor, number=number, conversation_id=public.pk)
    return redirect("portal:own_case", visitor.brand.slug, number)


def _open_cases(visitor: Visitor) -> list[OpenCase]:
    """What they have open already, to go on in; nothing for whoever has proved nothing."""
    actor = visitor.actor
    if actor is None or not visitor.is_proved:
        return []
    with reading(actor):
        return [
            OpenCase(case.number, case.subject)
            for case in own_cases(actor)
            if not case.is_over  # type: ignore[attr-defined]
            and any(each.surface != PUBLIC for each in case.mine)  # type: ignore[attr-defined]
        ][:MOST]


def _is_own(visitor: Visitor, conversation: Conversation) -> bool:
    actor = visitor.actor
    if actor is None:
        return False
    with reading(actor):
        return conversation.customer_id in ids_of_person(actor)


def _may_join(visitor: Visitor, conversation: Conversation) -> bool:
    actor = visitor.actor
    if actor is None:
        return False
    with reading(actor):
        return may_join_by_link(actor, conversation)


def _open(conversation: Conversation) -> HttpResponse:
    return redirect("portal:own_case", conversation.brand.slug, conversation.case.number)
