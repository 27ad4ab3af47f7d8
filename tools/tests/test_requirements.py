from __future__ import annotations

import pytest

from tools.requirements import WORDINGS, Mark, marks_in, read_wordings, report

PAGE = """
## Channels
- **CH-01** Support stays reachable.
- **CH-02** Every channel states its hours.
"""


def test_every_id_of_the_page_has_its_wording() -> None:
    assert read_wordings(PAGE) == {
        "CH-01": "Support stays reachable.",
        "CH-02": "Every channel states its hours.",
    }


def test_an_id_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="CH-01"):
        read_wordings(PAGE + "- **CH-01** Once more.")


def test_our_page_holds_294_ids() -> None:
    assert len(read_wordings(WORDINGS.read_text("utf-8"))) == 294


ON_A_CLASS = """
@pytest.mark.requirement("CH-01")
class TestAll:
    def test_a(self): ...
    def test_b(self): ...
    def given(self): ...
"""

ON_CLASS_AND_TEST = """
class TestAll:
    pytestmark = pytest.mark.requirement("CH-01")
    @pytest.mark.requirement("CH-01")
    def test_a(self): ...
"""

ON_A_PARAMETER = """
@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.requirement("CH-02"))])
def test_a(n): ...
"""


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ('@pytest.mark.requirement("CH-01")\ndef test_a(): ...', ["CH-01"]),
        ('@mark.requirement("CH-01", "CH-02")\nasync def test_a(): ...', ["CH-01", "CH-02"]),
        ('pytestmark = pytest.mark.requirement("CH-01")\ndef test_a(): ...', ["CH-01"]),
        ('pytestmark = [pytest.mark.requirement("CH-01")]\ndef test_a(): ...', ["CH-01"]),
        (ON_A_CLASS, ["CH-01", "CH-01"]),
        (ON_CLASS_AND_TEST, ["CH-01"]),
        (ON_A_PARAMETER, ["CH-02"]),
        ("@pytest.mark.slow\ndef test_a(): ...", []),
        ('@pytest.mark.requirement("CH-01")\ndef given_a_case(): ...', []),
    ],
)
def test_marks_are_read_without_running_the_test(source: str, ids: list[str]) -> None:
    assert [mark.id for mark in marks_in(source)] == ids


def test_the_report_counts_tests_and_ends_with_the_total() -> None:
    marks = [Mark("t.py", 1, "test_a", "CH-01"), Mark("t.py", 5, "test_b", "CH-01")]

    lines, mistakes = report(read_wordings(PAGE), marks)

    assert lines == [
        "CH-01    2 Support stays reachable.",
        "CH-02    0 Every channel states its hours.",
        "1 of 2 ids have a test",
    ]
    assert mistakes == []


@pytest.mark.parametrize("source", ['"CH-99"', "NAME", 'f"CH-0{n}"'])
def test_an_id_that_nobody_knows_is_a_mistake(source: str) -> None:
    marks = marks_in(f"@pytest.mark.requirement({source})\ndef test_a(): ...", "a/test_a.py")

    _, mistakes = report(read_wordings(PAGE), marks)

    assert len(mistakes) == 1
    assert mistakes[0].startswith("a/test_a.py:2: test_a ")
