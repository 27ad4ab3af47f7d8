"""An instant as each reader writes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pharos.diagnosis.words import told_instant


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "2026. 11. 26. 22:02:24 (KST)"), ("zh-hans", "2026年11月26日 22:02:24 (KST)")],
)
def test_no_english_stands_in_an_instant(language: str, words: str) -> None:
    at = datetime(2026, 11, 26, 13, 2, 24, tzinfo=UTC)

    assert told_instant(at, language=language, timezone="Asia/Seoul") == words
