from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from pharos.files.announced import Announced
from pharos.files.errors import FileTooLarge, QuotaReached, StorageFull
from pharos.files.limits import MB, Limits
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.storage import storage
from pharos.files.words import WHY, clean_name
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now

DAY = timedelta(days=1)


@action
def begin_upload(*, actor: Acting, announced: Announced, limits: Limits) -> StoredFile:
    """Make room for a file, before its first byte.

    Refused: an empty file, one that is larger than the brand takes, more than a case or a visitor
    may have, and anything at all while there is no room left where files lie.
    """
    if announced.length <= 0:
        raise Invalid(WHY["empty"], code="empty")
    if announced.length > limits.file:
        raise FileTooLarge(_("This file is larger than %(most)d MB.") % {"most": limits.file // MB})
    _check_case(announced, limits)
    if actor.kind == "customer":
        _check_owner(actor, announced, limits)
    # What is stored beside it for a moment while it is checked needs room too.
    if not storage().has_room_for(2 * announced.length):
        raise StorageFull(_("There is no room for files at the moment. Please try again later."))

    return StoredFile.objects.create(
        brand_id=announced.brand_id,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        name=clean_name(announced.name),
        length=announced.length,
        case_id=announced.case_id,
    )


def _check_case(announced: Announced, limits: Limits) -> None:
    if announced.case_id is None:
        return
    kept = StoredFile.objects.filter(case_id=announced.case_id).exclude(
        state__in=[StoredFile.State.REFUSED, StoredFile.State.ERASED]
    )
    held = kept.aggregate(sum=Sum("length"))["sum"] or 0
    if held + announced.length > limits.case:
        raise QuotaReached(
            _("This case holds as many files as it can. Tell us in words, or leave some out.")
        )


def _check_owner(actor: Acting, announced: Announced, limits: Limits) -> None:
    """What was refused or taken back counts too: it was carried all the same."""
    today = StoredFile.objects.filter(
        brand_id=announced.brand_id,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        created_at__gt=now() - DAY,
    ).aggregate(sum=Sum("length"), count=Count("id"))
    many = limits.visitor_files_day if announced.is_visitor else limits.customer_files_day
    too_much = announced.is_visitor and (today["sum"] or 0) + announced.length > limits.visitor_day
    if too_much or today["count"] >= many:
        raise QuotaReached(_("You have sent many files today. Please send more tomorrow."))
