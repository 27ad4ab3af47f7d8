"""Writing a letter, inside the transaction that gives the reason."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise

from pharos.kernel.time import now
from pharos.letters.models import Letter

Text = str | Promise


def write_letter(  # noqa: PLR0913 - what a letter consists of
    *,
    brand_id: int,
    to: str,
    kind: str,
    language: str,
    subject: Text,
    paragraphs: Sequence[Text],
    token: str,
    action: tuple[Text, str] | None = None,
    until: datetime | None = None,
) -> None:
    """Leave a letter that the worker sends, in this brand's name.

    Repeats safely: the same `token` (at most 120 characters) is the same letter, and the first one
    stays. `action` is the words on a button and the whole address it leads to. Beyond `until` it is
    of no use and is not sent. Lazy texts are read in the language that is active now.
    """
    at = now()
    label, url = action or ("", "")
    letter = Letter(
        brand_id=brand_id,
        kind=kind,
        token=token,
        to_address=to,
        language=language or "en",
        subject=" ".join(str(subject).split())[:200],
        paragraphs=[str(each) for each in paragraphs],
        action_label=str(label)[:120],
        action_url=url,
        due_at=at,
        until=until,
        written_at=at,
        queued_at=at,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
