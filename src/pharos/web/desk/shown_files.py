"""Files as the desk shows them: what an entry names, and what waits in the composer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from pharos.cases.models import Case
from pharos.files.models import StoredFile
from pharos.files.queries import files_held, files_under_way
from pharos.files.words import EXTENSIONS, care_for, why_refused
from pharos.people.actor import Actor

# What a browser offers to choose. Without HEIC in it phones hand over their photos as JPEG.
ACCEPTED = ".png,.jpg,.jpeg,.webp,.gif,.mp4,.mov,.webm,.pdf,.txt,.csv,.log,.zip,.docx,.xlsx,.pptx"
# A picture's box in the ledger, in CSS pixels.
BOX = (280, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    name: str
    kind: str
    words: str
    # Empty where the reader may not open it.
    url: str = ""
    width: int = 0
    height: int = 0
    # Addresses of the pictures of its pages, and what whoever opens it should know.
    pages: tuple[str, ...] = ()
    care: str = ""
    file_id: str = ""
    # Why it is not shown as it is: `waiting` to be read for secrets, `unread`, or a `secret`.
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWaiting:
    """A file that came with a message and cannot be shown yet."""

    name: str
    words: str


WITHHELD = ShownFile(name="", kind="other", words="")


def shown_files(number: str, named: Sequence[Mapping[str, Any]] | None) -> tuple[ShownFile, ...]:
    """Return the files of an entry. Their addresses stay; each asks for a fresh link.

    One that is withheld from the reader is a place without a name and without an address.
    """
    return tuple(_shown(number, file) if "id" in file else WITHHELD for file in named or ())


def waiting_shown(case: Case, seqs: Sequence[int]) -> dict[int, list[ShownWaiting]]:
    """Return, for each of these messages, the files that are still being checked."""
    shown: dict[int, list[ShownWaiting]] = {}
    for file in files_under_way(case.pk, seqs) if seqs else ():
        is_held = file.why == "scanner_away"
        words = _("Waits for the virus scanner") if is_held else _("Being checked")
        waiting = ShownWaiting(name=file.name, words=words)
        shown.setdefault(file.came_with or 0, []).append(waiting)
    return shown


def uploads_shown(actor: Actor, case: Case, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what waits in the composer, after it came back."""
    if not public_ids:
        return []
    return [upload_shown(case.number, file) for file in files_held(actor, public_ids)]


def upload_shown(number: str, file: StoredFile) -> dict[str, Any]:
    """A file on its way, for a script or for a template."""
    is_picture = file.state == StoredFile.State.READY and file.has_thumbnail
    address = reverse("desk:file", args=[number, file.public_id]) if number else ""
    return {
        "id": str(file.public_id),
        "name": file.name,
        "state": file.state,
        "offset": file.offset,
        "why": str(why_refused(file.why)) if file.why else "",
        "words": words_for(file.type, file.size) if file.type else "",
        "thumbnail": f"{address}?thumbnail" if is_picture and number else "",
        "where": reverse("desk:upload", args=[file.public_id]),
    }


def words_for(kind: str, size: int) -> str:
    return f"{EXTENSIONS.get(kind, '').upper()} · {filesizeformat(size)}"


def _shown(number: str, file: Mapping[str, Any]) -> ShownFile:
    kind = file["type"].split("/")[0]
    width, height = _in_box(file.get("width") or 0, file.get("height") or 0)
    address = reverse("desk:file", args=[number, file["id"]])
    return ShownFile(
        name=file["name"],
        kind=kind if kind in ("image", "video") else "other",
        words=words_for(file["type"], file["size"]),
        url=address,
        width=width,
        height=height,
        pages=tuple(f"{address}?page={page}" for page in range(1, file.get("pages", 0) + 1)),
        care=care_for(file["type"], file.get("note", "")),
        file_id=str(file["id"]),
    )


def _in_box(width: int, height: int) -> tuple[int, int]:
    """Return how large the thumbnail stands there, so that nothing jumps when it comes."""
    if not width or not height:
        return 0, 0
    share = min(1.0, BOX[0] / width, BOX[1] / height)
    return max(1, round(width * share)), max(1, round(height * share))
