"""Records that a customer's files belong to, each with its files, beside the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from pharos.cases.listing.records import Record, records_of
from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.web.desk.shown_files import ShownFile, shown_files

KINDS: dict[str, Promise] = {
    "txid": _("Transaction"),
    "order": _("Order"),
    "address": _("Address"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """`is_read`: found in the files themselves, and named by nobody."""

    label: str | Promise
    value: str
    is_read: bool
    files: tuple[ShownFile, ...]


def records_shown(actor: Actor, case: Case, row: dict[str, Any]) -> list[ShownRecord]:
    return [_shown(actor, case, record) for record in records_of(row)]


def _shown(actor: Actor, case: Case, record: Record) -> ShownRecord:
    asked = _asked(case.brand.profile, record.key)
    files = record.files if actor.sees_unmasked else [{} for _file in record.files]
    return ShownRecord(
        label=asked or KINDS.get(record.kind, _("Record")),
        value=record.value if actor.sees_unmasked else masked(record.value),
        is_read=not record.key,
        files=shown_files(case.number, files),
    )


def _asked(profile: dict[str, Any], key: str) -> str:
    """How the brand asks for it."""
    language = to_locale(get_language() or "en").replace("_", "-")
    for topic in profile.get("topics", ()):
        for question in topic.get("questions", ()):
            if key and question["key"] == key:
                labels = question["labels"]
                return str(labels.get(language) or labels.get("en") or key)
    return ""
