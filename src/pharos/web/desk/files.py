"""Handing in and reading files at the desk: tus for scripts, plain forms without."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.cases import uploads
from pharos.cases.access import case_to_read
from pharos.cases.models import Case
from pharos.files.access import absent, file_to_continue, file_to_read_at
from pharos.files.actions.drop_upload import drop_upload
from pharos.files.errors import FileTooLarge
from pharos.files.inspection.verdict import THUMBNAIL, page_name
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.links import links_of
from pharos.files.models import StoredFile
from pharos.files.uploading import LARGEST_PART
from pharos.files.words import why_refused
from pharos.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.desk.shown_files import upload_shown
from pharos.web.errors import STATUS
from pharos.web.http import StaffRequest, signed_in

LONGEST_NUMBER = 15
# Said by whoever opens what could not be read for secrets.
SURE = "unread"
# Shorter than a link lives.
KEPT_SECONDS = 300


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a script: refusals are JSON with a code and a sentence."""

    def answering(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        try:
            return view(request, *args, **more)
        except DomainError as error:
            status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)
            said = {"error": {"code": error.code, "message": str(error)}}
            return JsonResponse(said, status=status)

    return answering


@require_POST
@signed_in
@told
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Begin an upload for this case; its bytes follow at the address in `Location`."""
    actor = request.user.actor()
    case = _case_to_write_in(actor, number)
    length = _whole_number(request.headers.get("Upload-Length", ""))
    file = uploads.begin(actor, _handed(case, _named(request), length))
    shown = upload_shown(number, file)
    return JsonResponse(
        shown, status=201, headers={"Location": shown["where"], "Upload-Offset": "0"}
    )


@require_http_methods(["HEAD", "GET", "PATCH", "DELETE"])
@signed_in
@told
def upload(request: StaffRequest, file: UUID) -> HttpResponse:
    """Go on with an upload, ask how far it is, or take it back."""
    actor = request.user.actor()
    if request.method == "DELETE":
        drop_upload(actor=actor, public_id=str(file))
        return HttpResponse(status=204)
    if request.method == "PATCH":
        offset = _whole_number(request.headers.get("Upload-Offset", ""))
        content = request.read(LARGEST_PART + 1)
        if len(content) > LARGEST_PART:
            raise FileTooLarge(_("Send this in smaller parts."), code="part_too_large")
        found = uploads.take_in(actor, str(file), offset, content)
        return HttpResponse(status=204, headers={"Upload-Offset": str(found.offset)})
    with reading(actor):
        found = file_to_continue(actor, str(file))
    shown = upload_shown(request.GET.get("case", ""), found)
    headers = {"Upload-Offset": str(found.offset), "Cache-Control": "no-store"}
    return JsonResponse(shown, headers=headers)


@require_safe
@signed_in
def read(request: StaffRequest, number: str, file: UUID) -> HttpResponse:
    """Send the reader on to the file itself, by a link made for them now."""
    actor = request.user.actor()
    with reading(actor):
        case = case_to_read(actor, number)
        found = file_to_read_at(actor, case.pk, str(file))
    if found.owner_kind == StoredFile.Owner.CUSTOMER and not actor.sees_unmasked:
        raise absent()
    _refuse_held(found, is_sure=SURE in request.GET)
    links = links_of(found.named(), case.brand_id, case.pk, reader="staff", reader_id=actor.id or 0)
    where = links.get(_wanted(request))
    if where is None:
        raise absent()
    response = HttpResponseRedirect(where)
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _refuse_held(file: StoredFile, *, is_sure: bool) -> None:
    """Refuse what was not read for secrets; what nobody could read is for whoever presses so."""
    if file.reading == StoredFile.Reading.WAITING:
        raise Conflict(
            _("This file is not yet read for secrets. It is shown once that is done."),
            code="not_yet_read",
        )
    if file.reading == StoredFile.Reading.UNREAD and not is_sure:
        raise Conflict(
            _("This file could not be read for secrets. Open it in the case, by its button."),
            code="unread",
        )


def _wanted(request: HttpRequest) -> str:
    """Which part of the file: its thumbnail, the picture of a page, or (`url`) itself."""
    if "thumbnail" in request.GET:
        return THUMBNAIL
    page = request.GET.get("page", "")
    return page_name(_whole_number(page)) if page else "url"


def handed_in(actor: Actor, number: str, request: StaffRequest) -> tuple[list[str], str]:
    """Return the files that go with a form, and what is wrong with the first that is refused.

    Those that a script has handed in are named in it (`file`); those that a browser sends along
    (`upload`) are taken in and checked before anything is written.
    """
    files = request.POST.getlist("file")[:MOST_ON_ENTRY]
    sent = request.FILES.getlist("upload")
    if not sent:
        return files, ""
    try:
        case = _case_to_write_in(actor, number)
        for each in sent[: MOST_ON_ENTRY - len(files)]:
            taken = _taken(actor, case, each)
            if not taken.is_settled:
                later = _("This file is still being checked. Send it again in a moment.")
                return [*files, str(taken.public_id)], f"{each.name}: {later}"
            if taken.state != StoredFile.State.READY:
                return files, f"{each.name}: {why_refused(taken.why)}"
            files.append(str(taken.public_id))
    except DomainError as error:
        return files, str(error)
    return files, ""


def _taken(actor: Actor, case: Case, sent: UploadedFile[Any]) -> StoredFile:
    file = uploads.begin(actor, _handed(case, sent.name or "", sent.size or 0))
    for part in sent.chunks(LARGEST_PART):
        file = uploads.take_in(actor, str(file.public_id), file.offset, part)
    return uploads.settled(actor, file)


def _handed(case: Case, name: str, length: int) -> uploads.Handed:
    return uploads.Handed(name=name, length=length, brand_id=case.brand_id, case_id=case.pk)


def _case_to_write_in(actor: Actor, number: str) -> Case:
    with reading(actor):
        case = case_to_read(actor, number)
    if not actor.may_reply:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    return case


def _named(request: HttpRequest) -> str:
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return b64decode(value, validate=True).decode().replace("\x00", "")
            except (binascii.Error, UnicodeDecodeError):
                return ""
    return ""


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Invalid(_("This request cannot be read."), code="number_missing")
    return int(text)
