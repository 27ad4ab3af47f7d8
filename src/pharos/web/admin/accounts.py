"""The brand's accounts on channels: what there is, how it is doing, and what is said of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.channels.accounts import account_to_administer, accounts_to_administer
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.actions.note_account import note_trouble
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Channel, Setting, Undelivered
from pharos.channels.promised import Gap, Standing, standings
from pharos.channels.registry import channel_of, channels
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import reading
from pharos.web.admin.channels import STATES
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm
from pharos.web.desk.words import CHANNELS

GAPS = {
    Gap.NONE: "",
    Gap.NOT_THERE: gettext_lazy("Published as live, and there is no account."),
    Gap.OFF: gettext_lazy("Published as live, and its accounts are off."),
    Gap.TROUBLED: gettext_lazy("Published as live, and it does not work now."),
    Gap.SILENT: gettext_lazy("Published as live; nothing has ever come in."),
    Gap.UNSAID: gettext_lazy("It works here, and nobody is told that there is such a channel."),
    Gap.DENIED: gettext_lazy("Published as not there, and an account is on."),
    Gap.MISNAMED: gettext_lazy(
        "Published is another address or name than that of its account. Customers are shown the"
        " account's."
    ),
    Gap.UNKNOWN: gettext_lazy("Published as live; from here nobody can see whether it works."),
}
# What an administrator should do something about; the others are told quietly.
URGENT = frozenset({Gap.NOT_THERE, Gap.OFF, Gap.TROUBLED, Gap.DENIED, Gap.MISNAMED})
# Ways that are published beside those of the desk.
PUBLISHED = {
    "phone": gettext_lazy("Phone"),
    "help": gettext_lazy("Help pages"),
    "post": gettext_lazy("Letter by post"),
    "fax": gettext_lazy("Fax"),
    "community": gettext_lazy("Community"),
}
SETTING, SECRET = "setting-", "secret-"


class AccountForm(SetupForm):
    """Made from what the channel's adapter says that it needs. A secret is never shown again."""

    label = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("To tell several apart."),
    )
    is_on = forms.BooleanField(label=gettext_lazy("The account is on"), required=False)

    def __init__(self, data: Any, channel: Channel, account: ChannelAccount | None) -> None:
        self.channel, self.account = channel, account
        known = account.settings if account else {}
        first: dict[str, Any] = {
            "label": account.label if account else "",
            "is_on": account.is_on if account else True,
        }
        first |= {
            SETTING + each.name: known.get(each.name, each.default)
            for each in channel.settings
            if not each.is_secret
        }
        super().__init__(data, initial=first)
        for setting in channel.settings:
            name, field = self._field(setting)
            field.widget.attrs["class"] = "field__input"
            self.fields[name] = field

    def _field(self, setting: Setting) -> tuple[str, forms.Field]:
        if not setting.is_secret:
            return SETTING + setting.name, forms.CharField(
                label=str(setting.label),
                required=setting.is_required,
                max_length=2000,
                help_text=str(setting.help),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )
        is_kept = self.account is not None and bool(self.account.secrets.get(setting.name))
        kept = _("It is set. Leave it empty to keep it.") if is_kept else ""
        return SECRET + setting.name, forms.CharField(
            label=str(setting.label),
            required=setting.is_required and not is_kept,
            max_length=6000,
            help_text=" ".join(part for part in (str(setting.help), kept) if part),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )

    def asked(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith((SETTING, SECRET))]

    def new(self) -> NewAccount:
        clean = self.cleaned_data
        return NewAccount(
            kind=self.channel.kind,
            settings=_begun_with(clean, SETTING),
            secrets=_begun_with(clean, SECRET),
            label=clean["label"],
            is_on=clean["is_on"],
        )


def _begun_with(clean: dict[str, Any], prefix: str) -> dict[str, str]:
    return {n.removeprefix(prefix): value for n, value in clean.items() if n.startswith(prefix)}


@require_safe
@administers("accounts")
def index(request: AdminRequest, brand: Brand) -> HttpResponse:
    with reading(request.actor):
        accounts = accounts_to_administer(request.actor, brand.pk)
    shown = [_shown(each) for each in standings(profile_of(brand).channels, accounts)]
    context = {"standings": shown, "channels": sorted(channels().values(), key=_name_of)}
    return page(request, "admin/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("accounts")
def new(request: AdminRequest, brand: Brand, kind: str) -> HttpResponseBase:
    channel = _channel(kind)
    form = AccountForm(request.POST or None, channel, None)
    made: list[ChannelAccount] = []

    def add() -> None:
        made.append(keep_account(actor=request.actor, brand=brand, new=form.new()))

    if request.method == "POST" and form.saves(add):
        messages.success(request, _("The account is there now. Try whether it works."))
        return redirect("admin:account", brand.slug, made[0].pk)
    return _page(request, brand, channel, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@administers("accounts")
def edit(request: AdminRequest, brand: Brand, account_id: int) -> HttpResponseBase:
    account = _account(request, brand, account_id)
    channel = _channel(account.kind)
    form = AccountForm(request.POST or None, channel, account)

    def change() -> None:
        keep_account(actor=request.actor, brand=brand, new=form.new(), account_id=account_id)

    if request.method == "POST" and form.saves(change):
        messages.success(request, _("Saved."))
        return redirect("admin:account", brand.slug, account_id)
    return _page(request, brand, channel, form, account)


@require_POST
@administers("accounts")
def trial(request: AdminRequest, brand: Brand, account_id: int) -> HttpResponseBase:
    """Ask the channel whose account this is, outside any transaction, and remember the trouble."""
    account = _account(request, brand, account_id)
    channel = _channel(account.kind)
    try:
        found, trouble = channel.who(account.for_adapter()), None
    except Undelivered as refusal:
        found, trouble = "", refusal
    note_trouble(
        actor=request.actor, account_id=account_id, trouble="" if trouble is None else str(trouble)
    )
    told = {
        "is_good": trouble is None,
        "sentence": _("It works. The channel says: %(who)s.") % {"who": found}
        if trouble is None
        else trouble_words(trouble.code),
        "detail": "" if trouble is None else trouble.why,
    }
    account = _account(request, brand, account_id)
    return _page(request, brand, channel, AccountForm(None, channel, account), account, told)


def trouble_words(code: str) -> str:
    """Say in plain words what a channel's refusal means, and what to do."""
    return str(TROUBLES.get(code) or _("It does not work: %(code)s.") % {"code": code})


TROUBLES = {
    "unreachable": gettext_lazy("Nobody answers there. See whether the address is right."),
    "rate_limited": gettext_lazy("The channel asks us to wait. Try again in some minutes."),
    "vendor_fault": gettext_lazy("The channel itself has trouble now. Try again later."),
    "vendor_refused": gettext_lazy(
        "The channel refuses us. See whether name and secret are right."
    ),
    "not_set_up": gettext_lazy("Something that is needed is not filled in yet."),
}


def _page(
    request: AdminRequest,
    brand: Brand,
    channel: Channel,
    form: AccountForm,
    account: ChannelAccount | None,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "channel": channel,
        "account": account,
        "address": _address(brand, account) if account else "",
        "trial": told,
    }
    return page(request, "admin/account.html", context, 422 if form.errors else 200)


def _address(brand: Brand, account: ChannelAccount) -> str:
    path = reverse("hooks:channel", args=[brand.slug, account.kind, account.key])
    return settings.BASE_URL + path


def _shown(standing: Standing) -> dict[str, Any]:
    channel, said = channel_of(standing.kind), standing.said
    return {
        "kind": standing.kind,
        "name": channel_name(standing.kind),
        "can_add": channel is not None,
        "state": said.state.value if said else "",
        "state_label": dict(STATES)[said.state.value] if said else _("Not published"),
        "gap": GAPS[standing.gap],
        "is_urgent": standing.gap in URGENT,
        "accounts": standing.accounts,
    }


def channel_name(kind: str) -> str | Promise:
    """Return what a kind of channel is called, also one that needs no account."""
    return CHANNELS.get(kind) or PUBLISHED.get(kind) or kind.replace("_", " ").capitalize()


def _account(request: AdminRequest, brand: Brand, account_id: int) -> ChannelAccount:
    with reading(request.actor):
        return account_to_administer(request.actor, brand.pk, account_id)


def _channel(kind: str) -> Channel:
    channel = channel_of(kind)
    if channel is None:
        raise NotFound(_("There is no such channel."))
    return channel


def _name_of(channel: Channel) -> str:
    return str(channel.name)
