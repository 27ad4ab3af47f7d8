"""What came in, looked at for what can be found out: inside the transaction that follows it up."""

# lint: allow objects (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Mapping, Sequence

from pharos.cases.merging import survivor
from pharos.cases.models import Case, Entry
from pharos.diagnosis.composing import rules
from pharos.diagnosis.models import DiagnosisRequest
from pharos.diagnosis.queries import given_before
from pharos.diagnosis.recognising import inputs_in
from pharos.diagnosis.requesting import ask_for
from pharos.exchange.models import Connection
from pharos.files.models import StoredFile
from pharos.files.queries import references_with
from pharos.people.actor import Actor

# What the first of a conversation's entries is.
FIRST = 1


def diagnose_what_came_in(marks: Sequence[tuple[int, int]]) -> int:
    """Ask for a diagnosis of each message (case, seq) that begins a case or names something.

    Brands without an exchange ask for nothing. Repeats safely. Returns how many were asked for.
    """
    brands = set(Connection.objects.filter(is_on=True).values_list("brand_id", flat=True))
    if not brands:
        return 0
    cases = Case.objects.filter(brand_id__in=brands).in_bulk({case_id for case_id, _ in marks})
    asked = 0
    for case_id, seq in sorted(set(marks)):
        case = cases.get(case_id)
        if case is not None and not case.is_settled:
            asked += _ask(case, seq)
    return asked


def _ask(case: Case, seq: int) -> bool:
    entry = Entry.objects.filter(
        case_id=case.pk, seq=seq, kind="message", author_kind="customer"
    ).first()
    if entry is None:
        return False
    is_first, reason = seq == FIRST, case.reason_final or case.reason_initial
    # What is read in files counts as what is said, but where words name one, the words do: a
    # reader of pictures mistakes a letter now and then.
    read = references_with(case.pk, seq)
    if read and not is_first:
        said = given_before(case)
        read = {name: value for name, value in read.items() if name not in said}
    named = read | inputs_in(entry.body or "")
    if not (is_first or named) or not rules().order(reason):
        return False
    inputs = named if is_first else with_what_was_given(case, named)
    cause = DiagnosisRequest.Cause.INTAKE if is_first else DiagnosisRequest.Cause.MESSAGE
    system = Actor.system(case.brand_id)
    return ask_for(case, reason, inputs, cause=cause, by=system)


def diagnose_what_was_read_late(file: StoredFile, named: Sequence[Mapping[str, str]]) -> bool:
    """Ask for a diagnosis of what a file of a message names, read only after it was followed up.

    It counts as what is said, and where words name one already, the words do. Asks where the work
    on the case goes on. Returns whether there was anything to ask.
    """
    where = {"case_id": file.case_id or 0, "seq": file.entry_seq or 0}
    message = Entry.objects.filter(**where, kind="message", author_kind="customer").first()
    case = Case.objects.filter(pk=file.case_id or 0).first()
    if message is None or case is None or (case := survivor(case)).is_settled:
        return False
    said = given_before(case) | inputs_in(message.body or "")
    read: dict[str, str] = {}
    for each in named:
        if each["kind"] not in said:
            read.setdefault(each["kind"], each["value"])
    reason = case.reason_final or case.reason_initial
    if not read or not rules().order(reason):
        return False
    system = Actor.system(case.brand_id)
    return ask_for(case, reason, said | read, cause=DiagnosisRequest.Cause.MESSAGE, by=system)


def with_what_was_given(case: Case, named: Mapping[str, str]) -> dict[str, str]:
    """Add what the customer said before, so that it is not asked again.

    Whoever names another of the same kind, such as a second transaction, speaks of that alone.
    """
    before = given_before(case)
    if any(before.get(name, value) != value for name, value in named.items()):
        return dict(named)
    return {**before, **named}
