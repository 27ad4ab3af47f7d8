"""Real texts in which there are no secrets, from a folder that is given; and real ones that are."""

from __future__ import annotations

import csv
import email
import email.policy
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path


def phrases_in(data: Path) -> dict[str, list[str]]:
    """Recovery phrases by language."""
    file = data / "security" / "bip39_phrases.json"
    return json.loads(file.read_text()) if file.exists() else {}


def addresses_in(data: Path) -> list[str]:
    """Valid addresses: among the others are secret seeds of Stellar."""
    file = data / "security" / "address_cases.json"
    return (
        [one["address"] for one in json.loads(file.read_text()) if one["valid"]]
        if file.exists()
        else []
    )


def prose_in(data: Path) -> dict[str, list[str]]:
    """Messages, questions, help articles and mails, by where they come from."""
    found = {
        "bank messages": list(_banking(data / "intents" / "banking77" / "train.csv")),
        "assistant messages": list(_clinc(data / "intents" / "clinc150" / "train_val.json")),
        "Korean questions": list(_korean(data / "intents" / "kor_pair_train.csv")),
        "help articles": list(_articles(data / "helpcenter")),
        "mails": list(_mails(data / "email")),
    }
    return {name: texts for name, texts in found.items() if texts}


def _banking(file: Path) -> Iterator[str]:
    if file.exists():
        with file.open(newline="") as rows:
            yield from (row["text"] for row in csv.DictReader(rows))


def _clinc(file: Path) -> Iterator[str]:
    parts = json.loads(file.read_text()) if file.exists() else {}
    for rows in parts.values():
        yield from (text for text, _intent in rows)


def _korean(file: Path) -> Iterator[str]:
    if file.exists():
        with file.open(newline="", encoding="utf-8-sig") as rows:
            for row in csv.DictReader(rows):
                yield from (row["question1"], row["question2"])


def _articles(folder: Path) -> Iterator[str]:
    """Paragraph by paragraph: an article is longer than any message."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            article = json.loads(line)
            yield article["title"]
            yield from (part for part in article["body"].split("\n") if part.strip())


def _mails(folder: Path) -> Iterator[str]:
    for file in sorted((folder / "reply_quotes" / "fixtures").rglob("*.txt")):
        yield file.read_text(errors="replace")
    for file in sorted((folder / "mime").glob("*.txt")):
        yield from _texts(email.message_from_bytes(file.read_bytes(), policy=email.policy.default))


def _texts(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode("utf-8", "replace")
