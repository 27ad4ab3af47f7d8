"""Whether files and the ledger agree, and whether the bytes are where they should be."""

# lint: allow objects (an auditor reads everything, and changes nothing)
from __future__ import annotations

from collections.abc import Iterator

from pharos.files.inspection.verdict import SAFE
from pharos.files.models import StoredFile
from pharos.files.storage import storage

NAMED_NOT_THERE = """
SELECT k.number, e.seq, f ->> 'id'
FROM ledger_entry e
JOIN cases_case k ON k.id = e.case_id
CROSS JOIN LATERAL json_array_elements(
    CASE WHEN json_typeof(e.attachments) = 'array' THEN e.attachments ELSE '[]' END) f
LEFT JOIN files_storedfile s ON s.brand_id = e.brand_id AND s.public_id::text = f ->> 'id'
WHERE e.brand_id = %(brand)s AND e.attachments IS NOT NULL
  AND (s.id IS NULL OR s.sha256 <> f ->> 'sha256'
       OR NOT (s.state = 'ready' OR s.state = 'refused' AND s.why = 'secret'))
ORDER BY 1, 2
"""
THERE_NOT_NAMED = """
SELECT s.public_id::text, k.number, s.entry_seq
FROM files_storedfile s LEFT JOIN cases_case k ON k.id = s.case_id
LEFT JOIN ledger_entry e ON e.case_id = s.case_id AND e.seq = s.entry_seq
WHERE s.brand_id = %(brand)s AND s.state = 'ready' AND s.entry_seq IS NOT NULL
  AND position(s.public_id::text IN coalesce(e.attachments::text, '')) = 0
ORDER BY 1
"""
QUESTIONS = (
    (NAMED_NOT_THERE, "entry {1} of case {0} names file {2}, which is not there as it says"),
    (THERE_NOT_NAMED, "file {0} belongs to entry {2} of case {1}, which does not name it"),
)


def files_without_bytes(brand_id: int) -> Iterator[str]:
    """Say of which files, named by entries of a brand, the bytes are gone."""
    kept = set(storage().list(f"b{brand_id}/"))
    named = StoredFile.objects.filter(
        brand_id=brand_id, state=StoredFile.State.READY, entry_seq__isnull=False
    )
    for file in named.order_by("pk").iterator():
        if any(file.key(what) not in kept for what in (SAFE, *file.pictures)):
            yield f"the bytes of file {file.public_id} are not in the storage"
