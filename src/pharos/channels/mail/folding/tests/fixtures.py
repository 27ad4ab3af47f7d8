"""Mails as programs write them in each language: files of `mails`, words first, then the folded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("mails")


def _all_mails() -> Iterator[object]:
    """Yield the words and the folded part of each mail, named by language and program."""
    for path in sorted(FOLDER.glob("*.txt")):
        for mail in path.read_text("utf-8").split("@@@ ")[1:]:
            client, _, text = mail.partition("\n")
            words, _, folded = text.partition("@@ folded\n")
            yield pytest.param(words, folded, id=f"{path.stem}, {client}")


MAILS = list(_all_mails())
