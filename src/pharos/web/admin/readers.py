"""Who reads the blockchains for a brand: nodes and explorers, and whether they read."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.diagnosis.words import NETWORKS
from pharos.exchange.connecting.access import connection_to_administer
from pharos.exchange.connecting.actions.keep_readers import (
    KINDS,
    Reader,
    add_reader,
    remove_reader,
)
from pharos.exchange.connecting.reading import Read, read_tip
from pharos.exchange.models import Connection
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import reading
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.exchange import REFUSALS
from pharos.web.admin.forms import SetupForm

AT: Final = {
    "reader_kind": "kind",
    "reader_name": "name",
    "reader_network": "network",
    "reader_symbol": "symbol",
    "reader_url": "url",
}
KIND_LABELS: Final = {
    "evm": gettext_lazy("An EVM node (JSON-RPC)"),
    "bitcoin": gettext_lazy("A Bitcoin explorer (Esplora)"),
    "xrpl": gettext_lazy("A server of the XRP Ledger"),
    "remote": gettext_lazy("A reader that speaks our own contract"),
}
# A node knows no key of ours: what else may go wrong reads as no answer.
SAID: Final = {code: REFUSALS[code] for code in ("UNAVAILABLE", "NOT_FOUND", "RATE_LIMITED")}
LATIN: Final = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}


class ReaderForm(SetupForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=40,
        widget=forms.TextInput(attrs=LATIN),
        help_text=gettext_lazy("Shown as the source of what it tells."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind, KIND_LABELS[kind]) for kind in KINDS]
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=400,
        widget=forms.URLInput(attrs=LATIN | {"placeholder": "https://"}),
    )
    network = forms.CharField(
        label=gettext_lazy("Network"),
        required=False,
        max_length=42,
        widget=forms.TextInput(attrs=LATIN | {"list": "networks"}),
        help_text=gettext_lazy("As in CAIP-2, such as eip155:1."),
    )
    symbol = forms.CharField(
        label=gettext_lazy("Its coin"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs=LATIN),
        help_text=gettext_lazy("Only where the network is not well known."),
    )

    def reader(self) -> Reader:
        return Reader(**{name: value.strip() for name, value in self.cleaned_data.items()})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("exchange")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    connection = _connection(request, brand)
    form = ReaderForm(request.POST or None)
    if request.method == "POST" and form.saves(
        lambda: add_reader(actor=request.actor, slug=brand.slug, reader=form.reader()), at=AT
    ):
        messages.success(request, _("Added. Try whether it reads."))
        return redirect("admin:readers", brand.slug)
    return _page(request, connection, form=form, status=422 if form.errors else 200)


@require_POST
@administers("exchange")
def removal(request: AdminRequest, brand: Brand, name: str) -> HttpResponseBase:
    remove_reader(actor=request.actor, slug=brand.slug, name=name)
    messages.success(request, _("Removed."))
    return redirect("admin:readers", brand.slug)


@require_POST
@administers("exchange")
def trial(request: AdminRequest, brand: Brand, name: str) -> HttpResponseBase:
    """Ask one reader for its newest block and say what it answered."""
    connection = _connection(request, brand)
    return _page(request, connection, read=_told(read_tip(connection, name)))


def _connection(request: AdminRequest, brand: Brand) -> Connection:
    with reading(request.actor):
        found = connection_to_administer(request.actor, brand.slug)
    if found is None:
        raise NotFound(_("This brand is not connected to its exchange."))
    return found


def _told(read: Read) -> dict[str, Any]:
    return {
        "read": read,
        "network": NETWORKS.get(read.network, read.network),
        "refusal": SAID.get(read.refusal, SAID["UNAVAILABLE"]) if read.refusal else "",
    }


def _page(
    request: AdminRequest, connection: Connection, *, status: int = 200, **more: Any
) -> HttpResponse:
    nodes = [
        {
            "name": node["name"],
            "kind": KIND_LABELS.get(node["kind"], node["kind"]),
            "network": NETWORKS.get(node.get("network", ""), node.get("network", "")),
            # An address may carry a key in its path, so only the host is shown.
            "host": urlsplit(node["url"]).netloc,
        }
        for node in connection.nodes
    ]
    context = {"form": ReaderForm(), "nodes": nodes, "networks": NETWORKS} | more
    return page(request, "admin/readers.html", context, status)
