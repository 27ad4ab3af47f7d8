"""What is to be looked up: everything of the case's reason, or one thing by name."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Case
from pharos.diagnosis.composing import rules
from pharos.diagnosis.labels import DIAGNOSERS
from pharos.diagnosis.queries import inputs_known
from pharos.diagnosis.running import all_diagnosers
from pharos.people.actor import Actor
from pharos.web.desk.words import topic_of
from pharos.web.desk.work_forms import WorkForm

FIRST: Final = ("wanted", "txid", "address", "withdrawal", "order")
# What a transaction on the blockchain tells by itself.
CHAIN_TELLS: Final = frozenset({"network", "asset", "address", "memo", "contract", "amount"})
LONGEST: Final = 200


def given(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, **more)


class LookForm(WorkForm):
    """Begins with what the last look knew. Refused: one thing without what it begins with."""

    wanted = forms.ChoiceField(label=_("What"))
    txid = given(_("Transaction (its hash)"))
    address = given(_("Address"))
    withdrawal = given(_("Withdrawal (its number)"))
    order = given(_("Order (its number)"))
    asset = given(_("Asset"), help_text=_("By its short name, such as ETH."))
    network = given(_("Network"))
    amount = given(_("Amount"))
    memo = given(_("Memo or tag"))
    contract = given(_("Contract of the token"))
    deposit = given(_("Deposit (its number)"))
    symbol = given(_("Trading pair"))
    reference = given(_("Reference of a bank transfer"))
    campaign = given(_("Campaign"))
    key_id = given(_("API key (its name, never its secret)"))
    error_code = given(_("Error code"))
    contact = given(_("Address, number or name to check"))
    kind = given(_("Kind of message"))

    def prepare(self, actor: Actor, case: Case) -> None:
        reason = case.reason_final or case.reason_initial
        choices: list[tuple[str, Any]] = []
        if rules().order(reason):
            topic = topic_of(case.brand.profile, reason)
            everything = gettext("Everything about: %(topic)s") % {"topic": topic}
            choices.append((reason, everything))
        one = sorted((str(DIAGNOSERS.get(name, name)), name) for name in all_diagnosers())
        self.choose("wanted", [*choices, (gettext("One thing"), [(n, label) for label, n in one])])
        self.initial = {**inputs_known(case), **self.initial}

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        wanted = clean.get("wanted", "")
        for group in rules().needs.get(wanted, ()):
            is_told = clean.get("txid") and CHAIN_TELLS & set(group)
            if not (is_told or any(clean.get(name) for name in group)):
                known = [name for name in group if name in self.fields]
                self.add_error(
                    known[0] if known else None, gettext("This is needed to look it up.")
                )
        return clean

    def inputs(self) -> dict[str, str]:
        return {
            name: value for name, value in self.cleaned_data.items() if name != "wanted" and value
        }

    @property
    def first(self) -> list[BoundField]:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def more_is_needed(self) -> bool:
        """Whether something that is amiss would be folded away."""
        return any(name not in FIRST for name in self.errors)
