"""What machines tell of letters of ours: known by the name of their mail, never by its subject."""

from __future__ import annotations

import re
from typing import Final

from django.utils.crypto import constant_time_compare

from pharos.brands.models import Brand
from pharos.channels.mail.reading.mail import Mail, Report
from pharos.channels.mail.writing import name_of
from pharos.channels.taking import Taken
from pharos.kernel.scope import brand_scope
from pharos.letters.actions.record_letter import record_letter_returned
from pharos.letters.models import Letter
from pharos.letters.queries import letter_by_id
from pharos.people.actor import Actor

NAME: Final = re.compile(r"([0-9a-f]{24})\.letter-([0-9a-f]{1,12})@\S+")
# Its server goes on trying: nothing has come of it yet.
DELAYED: Final = "delayed"


def take_letter_report(brand: Brand, mail: Mail, report: Report) -> Taken | None:
    """Write down what became of a letter of the brand's. None if the report is of no such letter.

    What did not arrive stands among what was not delivered, with the words of whoever refused it,
    also where a server only says that it came back; that it arrived was expected. No case either
    way: there is nobody to answer.
    """
    with brand_scope(brand.pk):
        letter = _letter_named(brand, report.original_message_id)
    if letter is None:
        return None
    if mail.kind == "receipt" or report.action == DELAYED:
        return Taken(is_news=False)
    is_news = record_letter_returned(
        actor=Actor.system(brand.pk),
        letter_id=letter.pk,
        code="unwanted" if mail.kind == "complaint" else "refused",
        why=report.trouble,
    )
    return Taken(is_news=is_news)


def _letter_named(brand: Brand, message_id: str) -> Letter | None:
    match = NAME.fullmatch(message_id.lower())
    letter = letter_by_id(brand.pk, int(match[2], 16)) if match else None
    if match is None or letter is None:
        return None
    ours = name_of(letter.token, letter.to_address)
    return letter if constant_time_compare(match[1], ours) else None
