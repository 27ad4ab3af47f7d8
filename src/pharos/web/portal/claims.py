"""The claim form of a customer, at the address that they were sent in their conversation.

Who they are is in the address, signed: it was given to nobody else. The page works without script,
in the language of the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from pharos.cases.models import Conversation
from pharos.cases.words import LONGEST
from pharos.diagnosis.words import language_code
from pharos.incidents.access import conversation_of_link, incident_to_claim_for
from pharos.incidents.actions.file_claim import file_claim
from pharos.incidents.claiming import NAMED_MAX, ClaimDraft, dated, refuse_out_of_time
from pharos.incidents.links import ClaimLink, read_claim_link
from pharos.incidents.models import Claim, Incident
from pharos.incidents.queries import answer_to, claim_of, words_of
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.lines import LinesField
from pharos.web.unsent import unsent

AT: Mapping[str, str] = {
    "text_empty": "words",
    "text_too_long": "words",
    "named_unknown": "named",
    "amount_invalid": "amount",
    "asset_invalid": "asset",
}


class ClaimForm(forms.Form):
    words = LinesField(
        label=_("What happened to you"),
        max_length=LONGEST,
        error_messages={"required": _("Tell us what happened.")},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Never write a password, a code or a recovery phrase here."),
    )
    named = forms.CharField(
        label=_("Transaction or order"),
        required=False,
        max_length=NAMED_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Copied whole, if there is one."),
    )
    amount = forms.CharField(
        label=_("How much you ask for"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("With a point, as 1250.5. You can leave it to us."),
    )
    asset = forms.CharField(
        label=_("Of which asset or currency"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("As USDT or EUR."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "field__input"
            field.widget.attrs["aria-describedby"] = f"{name}-hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the bearer of the address sees: what it is about, and what they claimed if they have."""

    incident: Incident
    conversation: Conversation
    claim: Claim | None
    words: str
    answer: str

    @property
    def until(self) -> str:
        """Until when claims are taken."""
        ends = self.incident.claims_until
        return "" if ends is None else dated(ends)

    @property
    def is_own(self) -> bool:
        """Whether it was claimed in this conversation's name: another's words stay theirs."""
        claim = self.claim
        return claim is not None and claim.conversation.customer_id == self.conversation.customer_id


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Claim, or see what became of the claim. Refused outside the dates, which are said."""
    link = read_claim_link(secret)
    with reading(Actor.system(link.brand_id)):
        conversation = conversation_of_link(link.brand_id, link.conversation_id)
    actor = Actor.customer(
        id=conversation.customer_id,
        brand_id=link.brand_id,
        name=conversation.customer.name,
        assurance=conversation.assurance,
    )
    with override(language_code(conversation.language)):
        response = _answer(request, actor, link, secret)
    # The address is a key for as long as it works. Within our own pages it may be told: without a
    # referrer a browser names no origin either, and its form would be taken for a stranger's.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, actor: Actor, link: ClaimLink, secret: str) -> HttpResponse:
    standing = _standing(actor, link)
    if standing.claim is not None:
        # Sending the form again shows what stands.
        return _page(request, standing)
    try:
        refuse_out_of_time(standing.incident, now())
    except Conflict as closed:
        back = {"closed": str(closed), "unsent": unsent(request)}
        return _page(request, standing, back, status=409)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _filed(actor, link, form):
        return redirect("portal:claim", secret)
    return _page(request, standing, {"form": form}, status=422 if form.errors else 200)


def _filed(actor: Actor, link: ClaimLink, form: ClaimForm) -> bool:
    try:
        file_claim(
            actor=actor,
            conversation_id=link.conversation_id,
            incident_id=link.incident_id,
            draft=ClaimDraft(**form.cleaned_data),
        )
    except (Conflict, Invalid) as refusal:
        form.add_error(AT.get(refusal.code), str(refusal))
        return False
    return True


def _standing(actor: Actor, link: ClaimLink) -> Standing:
    with reading(actor):
        incident = incident_to_claim_for(actor, link.incident_id)
        conversation = conversation_of_link(link.brand_id, link.conversation_id)
        claim = claim_of(conversation.customer, incident)
        words = words_of([claim]).get(claim.pk, "") if claim else ""
        answer = answer_to(claim) if claim else ""
    return Standing(
        incident=incident, conversation=conversation, claim=claim, words=words, answer=answer
    )


def _page(
    request: HttpRequest,
    standing: Standing,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"standing": standing, "brand": standing.conversation.case.brand, **(more or {})}
    return render(request, "portal/claim.html", context, status=status)
