from __future__ import annotations

from pharos.kernel.ids import parse_case_number


class CaseNumberConverter:
    """A case number in an address, however it is written; one with a slip of the pen is 404."""

    regex = "[0-9A-Za-z-]{9,13}"

    def to_python(self, value: str) -> str:
        number = parse_case_number(value)
        if number is None:
            raise ValueError(value)
        return number

    def to_url(self, value: str) -> str:
        return value


class WorkConverter:
    """What can be done with a case, as its addresses name it."""

    regex = (
        "assignee|team|side-conversations|snooze|waking|tags|topic|impact|links|unlinking|splitting"
        "|merging|unmerging|spam|unspam|reopening|diagnoses"
    )

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
