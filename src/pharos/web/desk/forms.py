from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from pharos.cases.actions.keep_draft import Unsent
from pharos.cases.actions.reply import ReplyDraft
from pharos.cases.actions.resolve import Outcome
from pharos.cases.states import Disposition
from pharos.web.desk.words import DISPOSITIONS
from pharos.web.lines import LinesField

BODY_MAX = 10_000


class AfterForm(forms.Form):
    """Up to where the page already shows the ledger."""

    after = forms.IntegerField(min_value=0, required=False)

    def start(self) -> int:
        return (self.cleaned_data["after"] or 0) if self.is_valid() else 0


class ComposerForm(forms.Form):
    """A reply or a note. `seen` is the last entry that its writer had before their eyes."""

    body = LinesField(
        max_length=BODY_MAX,
        error_messages={"required": _("There is nothing to send yet.")},
    )
    client_token = forms.RegexField(r"^[0-9A-Za-z_-]{8,64}$")
    seen = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, files: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.attached = tuple(files)
        # A file needs no words.
        self.fields["body"].required = not self.attached

    @classmethod
    def fresh(cls, seen: int) -> ComposerForm:
        return cls(initial={"client_token": str(uuid4()), "seen": seen})

    def draft(self) -> ReplyDraft:
        clean = self.cleaned_data
        return ReplyDraft(
            body=clean["body"],
            client_token=clean["client_token"],
            seen_seq=clean["seen"],
            files=self.attached,
        )


class PresenceForm(forms.Form):
    """That a page shows a case, or does no longer."""

    step = forms.ChoiceField(choices=[("here", "here"), ("gone", "gone")])
    page = forms.RegexField(r"^[0-9a-z]{4,20}$")


class SeenForm(forms.Form):
    """Up to where somebody has read the ledger."""

    seq = forms.IntegerField(min_value=0, max_value=2_000_000_000)


class DraftForm(forms.Form):
    """What is being written. Empty: there is nothing to keep any more."""

    kind = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note")])
    body = LinesField(max_length=BODY_MAX, required=False, strip=False)
    client_token = forms.CharField(max_length=64, required=False)

    def unsent(self) -> Unsent:
        clean = self.cleaned_data
        text = clean["body"] if clean["body"].strip() else ""
        return Unsent(kind=clean["kind"], text=text, client_token=clean["client_token"])


class AssignmentForm(forms.Form):
    """Who works on the case: me, or whoever comes next."""

    step = forms.ChoiceField(choices=[("take", "take"), ("release", "release")])


class IdentityForm(forms.Form):
    how = LinesField(max_length=BODY_MAX, error_messages={"required": _("Say what was checked.")})


class ResolutionForm(forms.Form):
    disposition = forms.ChoiceField(
        choices=list(DISPOSITIONS.items()),
        error_messages={"required": _("Choose how this ended.")},
    )
    text = LinesField(
        max_length=BODY_MAX,
        error_messages={"required": _("The customer needs a sentence on how this ended.")},
    )

    def outcome(self) -> Outcome:
        return Outcome(
            disposition=Disposition(self.cleaned_data["disposition"]),
            text=self.cleaned_data["text"],
        )
