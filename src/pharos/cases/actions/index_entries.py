from __future__ import annotations

import json

from django.db import connection

from pharos.cases.search.words import terms_of
from pharos.kernel.action import action
from pharos.people.actor import Actor

BATCH = 200


@action
def index_entries(*, actor: Actor, limit: int = BATCH) -> int:  # noqa: ARG001 - its brands are the scope
    """Let up to `limit` entries be found by their words, and return how many there were.

    Marks that another worker holds are left to it. If it fails the marks stay, and a later run
    takes them. An entry that is erased meanwhile is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, seq, text FROM desk_unindexed(%s)", [limit])
        taken = cursor.fetchall()
        if taken:
            rows = [
                {"case_id": case_id, "seq": seq} | terms_of(text).as_row()
                for case_id, seq, text in taken
            ]
            cursor.execute("SELECT desk_index(%s::json)", [json.dumps(rows)])
    return len(taken)
