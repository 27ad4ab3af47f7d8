"""Addresses of files that say themselves who may read them, and for how long.

A link is for one reader, one file and one case, and holds for ten to twenty minutes; within ten
it is the same, so that a browser fetches a picture once. It is signed, and read without asking
anybody; that the file may still be served is asked each time.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.conf import settings
from django.core.signing import BadSignature, Signer

from pharos.files.access import absent
from pharos.files.inspection.verdict import SAFE, THUMBNAIL, page_name
from pharos.kernel.time import now

SALT: Final = "pharos.files.link.1"
STEP_SECONDS: Final = 600
PATH: Final = "/files/"
LONGEST: Final = 600

Reader = Literal["staff", "customer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link grants. `what` is `safe`, `thumbnail` or a page (`page-01`)."""

    brand_id: int
    file: str
    what: str
    reader: Reader
    reader_id: int
    case_id: int
    expires: int = 0

    def address(self) -> str:
        """Return where the file can be read, absolute only if files have a host of their own."""
        step = int(now().timestamp()) // STEP_SECONDS
        told = [self.brand_id, self.file, self.what, self.reader, self.reader_id, self.case_id]
        plain = "~".join(map(str, [*told, (step + 2) * STEP_SECONDS]))
        signed = Signer(salt=SALT, sep="~").sign(plain)
        name = urlsafe_b64encode(signed.encode()).decode().rstrip("=")
        return f"{settings.FILES_BASE_URL}{PATH}{name}"

    @property
    def seconds_left(self) -> int:
        return max(0, self.expires - int(now().timestamp()))


def read_link(name: str) -> Link:
    """Return what we once granted, or NotFound: forged and expired links look the same."""
    if len(name) > LONGEST:
        raise absent()
    try:
        signed = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
        brand, file, what, reader, reader_id, case, expires = (
            Signer(salt=SALT, sep="~").unsign(signed).split("~")
        )
    except (BadSignature, ValueError) as error:
        raise absent() from error
    link = Link(
        brand_id=int(brand),
        file=file,
        what=what,
        reader="staff" if reader == "staff" else "customer",
        reader_id=int(reader_id),
        case_id=int(case),
        expires=int(expires),
    )
    if not link.seconds_left:
        raise absent()
    return link


def links_of(
    named: Mapping[str, Any], brand_id: int, case_id: int, *, reader: Reader, reader_id: int
) -> dict[str, str]:
    """Return where the file of an entry can be read, its thumbnail if it has one, and its pages.

    The thumbnail is `thumbnail`, pages are `page-01` and so on.
    """
    whole = Link(
        brand_id=brand_id,
        file=named["id"],
        what=SAFE,
        reader=reader,
        reader_id=reader_id,
        case_id=case_id,
    )
    pages = [page_name(number) for number in range(1, named.get("pages", 0) + 1)]
    has_thumbnail = bool(pages) or named["type"].startswith("image/")
    pictures = [*([THUMBNAIL] if has_thumbnail else []), *pages]
    return {"url": whole.address()} | {
        what: replace(whole, what=what).address() for what in pictures
    }
