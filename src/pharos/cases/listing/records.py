"""What customers' files belong to: records named in forms, and what is read in the files."""

# lint: allow objects (a column of a case's row, apart for its size)
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from pharos.cases.models import Entry
from pharos.files.models import StoredFile

MOST: Final = 50
NAMED: Final = ("name", "type", "size", "width", "height", "pages", "note")


@dataclass(slots=True, kw_only=True)
class Record:
    """One thing that can be looked up, with the files that show it. `key`: as its form asks it."""

    value: str
    kind: str = ""
    key: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)


def records_columns() -> dict[str, Combinable]:
    """Forms with files, and customers' files, as columns of a query of one case."""
    messages = Entry.objects.filter(case_id=OuterRef("pk"), kind="message")
    forms = messages.annotate(told=Cast("payload", JSONField())).filter(
        told__form__shows__isnull=False
    )
    files = StoredFile.objects.filter(
        case_id=OuterRef("pk"),
        owner_kind=StoredFile.Owner.CUSTOMER,
        state=StoredFile.State.READY,
        entry_seq__isnull=False,
    )
    named = JSONObject(
        **{name: F(name) for name in NAMED},
        id=F("public_id"),
        seq=F("entry_seq"),
        with_seq=F("came_with"),
        references=F("references"),
    )
    return {
        "forms": ArraySubquery(
            forms.order_by("seq").values(it=JSONObject(seq=F("seq"), form=F("told__form")))[:MOST]
        ),
        "files": ArraySubquery(files.order_by("-pk").values(it=named)[:MOST]),
    }


def records_of(row: dict[str, Any]) -> list[Record]:
    """Return each record once, those named in forms first, from a row with `records_columns`."""
    found: dict[str, Record] = {}
    files = row["files"][::-1]
    for told in row["forms"]:
        key = told["form"]["shows"]
        value = told["form"].get("fields", {}).get(key, "")
        own = [file for file in files if told["seq"] in (file["seq"], file["with_seq"])]
        if value and own:
            record = found.setdefault(value, Record(value=value, key=key))
            record.files += own
    for file in files:
        for each in file["references"]:
            record = found.setdefault(each["value"], Record(value=each["value"]))
            record.kind = each["kind"]
            if file not in record.files:
                record.files.append(file)
    return list(found.values())
