"""The brand's exchange: where it is, by which keys we know each other, and whether it answers."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.labels import questions_label
from pharos.exchange.connecting.access import connection_to_administer
from pharos.exchange.connecting.actions.keep_connection import Terms, keep_connection
from pharos.exchange.connecting.actions.keep_keys import (
    add_webhook_key,
    make_signing_key,
    retire_webhook_key,
)
from pharos.exchange.connecting.keys import public_half, webhook_key_names
from pharos.exchange.connecting.trying import Trial, tried
from pharos.exchange.models import Connection
from pharos.kernel.errors import Conflict, NotFound
from pharos.kernel.scope import reading
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm, words
from pharos.web.lines import LinesField

AT: Final = {"url_invalid": "url", "key_missing": "is_on", "canaries_many": "canaries"}
A_DAY: Final = 24 * 60
MOST_LOOKS: Final = 10_000
REFUSALS: Final[dict[str, Promise]] = {
    "NOBODY": gettext_lazy("There is nobody to ask yet: an address or a key is missing."),
    "UNAVAILABLE": gettext_lazy("It did not answer, or not in a way that we can read."),
    "FORBIDDEN": gettext_lazy(
        "It answered and does not know our key. Give it the public half below, with its name."
    ),
    "UNSUPPORTED": gettext_lazy("It answered and does not say what it offers."),
    "NOT_FOUND": gettext_lazy("It answered and has nothing at this address."),
    "RATE_LIMITED": gettext_lazy("It asks us to come back later."),
}


KIND_CHOICES: Final = [(kind.code, kind.name) for kind in KINDS.values()]


class ConnectionForm(SetupForm):
    url = forms.CharField(
        label=gettext_lazy("Address of the exchange"),
        max_length=400,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=gettext_lazy("Where its connector answers. Everything is asked under /v1/."),
    )
    directory_key = forms.CharField(
        label=gettext_lazy("Key of its directory of channels"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("Public, base64. Without it no channel is called official."),
    )
    canaries = LinesField(
        label=gettext_lazy("Accounts that nobody has a reason to look at"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("One reference a line. Whoever looks at one is reported at once."),
    )
    notice_within_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until a missing notice is an alarm"),
        min_value=1,
        max_value=A_DAY,
        help_text=gettext_lazy("After a customer was restricted and not told."),
    )
    looks_an_hour = forms.IntegerField(
        label=gettext_lazy("Looks an hour for one person"),
        min_value=1,
        max_value=MOST_LOOKS,
        help_text=gettext_lazy("Beyond this they are refused, and supervisors are told."),
    )
    job_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What the exchange may be asked to do"),
        choices=KIND_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The exchange decides each time, and may refuse."),
    )
    approved_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What a second person has to approve first"),
        choices=KIND_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What customers do to lock their own account never waits."),
    )
    is_on = forms.BooleanField(label=gettext_lazy("The connection is on"), required=False)

    def __init__(self, data: Any, connection: Connection | None) -> None:
        one = connection or Connection(is_on=False)
        first = {name: getattr(one, name) for name in self.base_fields}
        super().__init__(data, initial=first | {"canaries": "\n".join(one.canaries)})
        if one.kind == Connection.Kind.INSIDE:
            del self.fields["url"]

    def terms(self) -> Terms:
        clean = self.cleaned_data
        return Terms(
            url=clean.get("url", ""),
            directory_key=clean["directory_key"],
            canaries=tuple(dict.fromkeys(words(clean["canaries"]))),
            notice_within_minutes=clean["notice_within_minutes"],
            looks_an_hour=clean["looks_an_hour"],
            is_on=clean["is_on"],
            job_kinds=tuple(clean["job_kinds"]),
            approved_kinds=tuple(clean["approved_kinds"]),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@administers("exchange")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    connection = _connection(request, brand)
    form = ConnectionForm(request.POST or None, connection)
    if request.method == "POST" and form.saves(
        lambda: keep_connection(actor=request.actor, slug=brand.slug, terms=form.terms()), at=AT
    ):
        messages.success(request, _("Saved."))
        return redirect("admin:exchange", brand.slug)
    return _page(request, brand, connection, form=form, status=422 if form.errors else 200)


@require_POST
@administers("exchange")
def key(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """Make the key that we sign with."""
    make_signing_key(actor=request.actor, slug=brand.slug)
    messages.success(request, _("The key is made. Give its public half to the exchange."))
    return redirect("admin:exchange", brand.slug)


@require_POST
@administers("exchange")
def webhook_keys(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """Make a secret for webhooks, and show it this once."""
    try:
        made = add_webhook_key(actor=request.actor, slug=brand.slug)
    except Conflict as refusal:
        connection = _connection(request, brand)
        return _page(request, brand, connection, refused=str(refusal), status=409)
    return _page(request, brand, _connection(request, brand), made=made)


@require_POST
@administers("exchange")
def webhook_key_retirement(request: AdminRequest, brand: Brand, name: str) -> HttpResponseBase:
    retire_webhook_key(actor=request.actor, slug=brand.slug, name=name)
    return redirect("admin:exchange", brand.slug)


@require_POST
@administers("exchange")
def trial(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """Ask the exchange what it offers and say in plain words what came of it."""
    connection = _connection(request, brand)
    if connection is None:
        raise NotFound(_("This brand is not connected to its exchange."))
    found = tried(request.actor, brand.slug, connection)
    return _page(request, brand, connection, trial=_told(found))


def _connection(request: AdminRequest, brand: Brand) -> Connection | None:
    with reading(request.actor):
        return connection_to_administer(request.actor, brand.slug)


def _told(found: Trial) -> dict[str, Any]:
    if found.refusal:
        why = REFUSALS.get(found.refusal, REFUSALS["UNAVAILABLE"])
        return {"is_good": False, "sentence": why, "detail": found.detail}
    sentence = _("It answered. It speaks version %(version)s and offers %(offered)s questions.") % {
        "version": found.version,
        "offered": found.offered,
    }
    missing = questions_label([f"exchange.{name}" for name in found.missing])
    return {"is_good": True, "sentence": sentence, "missing": missing}


def _page(
    request: AdminRequest,
    brand: Brand,
    connection: Connection | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    webhook = f"{settings.BASE_URL.rstrip('/')}{reverse('hooks:exchange', args=[brand.slug])}"
    context: dict[str, Any] = {"form": ConnectionForm(None, connection), "webhook": webhook}
    if connection is not None:
        context |= {
            "connection": connection,
            "is_inside": connection.kind == Connection.Kind.INSIDE,
            "public_key": public_half(connection),
            "webhook_keys": webhook_key_names(connection),
            "readers": ", ".join(str(node.get("name", "")) for node in connection.nodes),
        }
    return page(request, "admin/exchange.html", context | more, status)
