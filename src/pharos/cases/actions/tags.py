from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, CaseTag
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.knowledge.queries import tags_of, tags_to_use
from pharos.people.actor import Actor


@action
def change_tags(
    *, actor: Actor, number: str, add: Sequence[int] = (), remove: Sequence[int] = ()
) -> Case:
    """Give the case tags of its brand and take others off. What is so already changes nothing.

    Refused: a tag to add that the brand has not, or no longer uses (`no_such_tag`).
    """
    case = case_to_change(actor, number)
    known = dict(tags_of(case.brand_id).values_list("pk", "name"))
    if not set(add) <= set(tags_to_use(case.brand_id).values_list("pk", flat=True)):
        raise Invalid(_("Choose tags that this brand uses."), code="no_such_tag")
    before = set(case.case_tags.values_list("tag_id", flat=True))
    after = (before | set(add)) - (set(remove) - set(add))
    if after == before:
        return case

    CaseTag.objects.filter(case=case, tag_id__in=before - after).delete()
    CaseTag.objects.bulk_create(
        [
            CaseTag(brand_id=case.brand_id, case=case, tag_id=tag_id)
            for tag_id in sorted(after - before)
        ]
    )
    case.moved_at = now()
    case.save(update_fields=["moved_at"])
    change: dict[str, object] = {
        "tags": sorted(after),
        "added": sorted(known[tag_id] for tag_id in after - before),
        "removed": sorted(known[tag_id] for tag_id in before - after),
    }
    append(entry_of(case, actor, "tags", payload=change))
    return case
