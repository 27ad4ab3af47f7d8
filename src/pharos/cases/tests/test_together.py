"""Which words of a customer say that what was put together is about two things."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.cases.models import Entry
from pharos.cases.together import says_otherwise

ASKED = "Is it about something else? Then answer with these words: This is something else"


def said(body: str, author: str = "customer", **payload: Any) -> Entry:
    return Entry(body=body, author_kind=author, payload=payload or None)


@pytest.mark.parametrize(
    ("body", "objects"),
    [
        ("This is something else", True),
        ("this is something else.", True),
        ("\n  \u201cThis is something else!\u201d\nIt is my other account.", True),
        (f"This is something else\n\n> {ASKED}", True),
        ("This is something else entirely.", False),
        (f"> {ASKED}", False),
        ("No, this is something else", False),
        ("Thank you.", False),
        ("", False),
    ],
)
def test_the_first_line_alone_objects(body: str, objects: bool) -> None:  # noqa: FBT001
    assert says_otherwise(said(body)) is objects


def test_what_is_quoted_first_says_nothing() -> None:
    quote = "This is something else\n"

    assert says_otherwise(said(f"{quote}Thank you.", fold=[[0, len(quote), "quote"]])) is False
    assert says_otherwise(said(f"{quote}Thank you.")) is True


@pytest.mark.parametrize(("author", "more"), [("staff", {}), ("customer", {"automatic": True})])
def test_only_the_customer_s_own_words_count(author: str, more: dict[str, bool]) -> None:
    assert says_otherwise(said("This is something else", author, **more)) is False
