from __future__ import annotations

import pytest
from django.db import OperationalError

from pharos.config import start


def test_a_database_that_is_still_starting_is_waited_for() -> None:
    answers = iter([OperationalError("starting up"), OperationalError("starting up"), None])

    def ask() -> None:
        if (answer := next(answers)) is not None:
            raise answer

    start._once_it_answers(ask)

    assert list(answers) == []


def test_a_database_that_never_comes_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(start, "PATIENCE_SECONDS", 0.1)

    def ask() -> None:
        raise OperationalError("connection refused")

    with pytest.raises(OperationalError):
        start._once_it_answers(ask)
