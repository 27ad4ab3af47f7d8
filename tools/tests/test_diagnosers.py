from __future__ import annotations

from tools.diagnosers import PATH, text


def test_the_page_of_diagnosers_is_what_would_be_written() -> None:
    assert PATH.read_text("utf-8") == text(), "run `make diagnosers`"
