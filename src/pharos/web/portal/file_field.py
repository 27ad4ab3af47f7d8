"""Several files from a plain form, handed in one after the other."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from pharos.brands.models import Brand
from pharos.cases import uploads
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.uploading import LARGEST_PART
from pharos.files.words import why_refused
from pharos.kernel.errors import Invalid
from pharos.people.actor import Actor

# What is sent by one form, without script, in one request.
LARGEST_FORM: Final = 64 * 1024 * 1024


Upload: TypeAlias = "UploadedFile[Any]"


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """`<input type="file" multiple>`; cleans to a list, empty where nothing was chosen."""

    widget = _ManyFiles

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


def hand_in(actor: Actor, brand: Brand, files: list[Upload]) -> tuple[str, ...]:
    """Keep and check these files as this customer's, and return their ids, to be named once.

    Refused: what may not be kept (`file_refused`), with the reason and its name.
    """
    return tuple(_handed_in(actor, brand, file) for file in files)


def _handed_in(actor: Actor, brand: Brand, file: Upload) -> str:
    announced = uploads.Handed(name=file.name or "", length=file.size or 0, brand_id=brand.pk)
    begun = uploads.begin(actor, announced)
    public_id, at = str(begun.public_id), 0
    while part := file.read(LARGEST_PART):
        begun = uploads.take_in(actor, public_id, at, part)
        at += len(part)
    begun = uploads.settled(actor, begun)
    if begun.why:
        raise Invalid(f"{begun.name}: {why_refused(begun.why)}", code="file_refused")
    return public_id
