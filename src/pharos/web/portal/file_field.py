"""Several files from a plain form: kept at once, checked by the worker, shown then."""

from __future__ import annotations

from typing import Any, BinaryIO, Final, TypeAlias, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from pharos.cases.arriving import ArrivingFile, arrive
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.words import EXTENSIONS, TEXTS
from pharos.people.actor import Actor

# What is sent by one form, without script, in one request.
LARGEST_FORM: Final = 64 * 1024 * 1024
# What a browser offers to choose: pictures, videos, documents. It is no check.
ACCEPTED: Final = ",".join(
    f".{ending}" for ending in dict.fromkeys([*EXTENSIONS.values(), "jpeg", *sorted(TEXTS)])
)


Upload: TypeAlias = "UploadedFile[Any]"


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """`<input type="file" multiple>`; cleans to a list, empty where nothing was chosen."""

    widget = _ManyFiles(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files: list[Upload] = [super(FilesField, self).clean(each, initial) for each in given]
        if len(files) > MOST_ON_ENTRY:
            raise forms.ValidationError(
                _("Send at most %(most)s files at once.") % {"most": MOST_ON_ENTRY}
            )
        if sum(file.size or 0 for file in files) > LARGEST_FORM:
            raise forms.ValidationError(_("These files are too large to be sent together."))
        return files


def arrived(actor: Actor, files: list[Upload]) -> tuple[str, ...]:
    """Keep these files of a customer's, and return their ids, to be bound to one message.

    Nobody waits for a check: what may not be kept is told in the conversation, with the reason.
    """
    return arrive(actor, [_arriving(file) for file in files])


def _arriving(file: Upload) -> ArrivingFile:
    content = cast("BinaryIO", file.file)
    kind = file.content_type or ""
    return ArrivingFile(name=file.name or "", content=content, content_type=kind)
