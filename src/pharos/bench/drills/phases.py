"""How the drill tells its clients what time it is, and how they tell it how far they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TALK, CALM, END = "talk", "calm", "end"


def announce(home: Path, phase: str) -> None:
    """Tell every client which phase it is."""
    _replace(home / "phase", phase)


def phase(home: Path) -> str:
    return (home / "phase").read_text()


def report(home: Path, name: str, progress: dict[str, Any]) -> None:
    """Tell the drill how far one client process is."""
    _replace(home / f"progress-{name}.json", json.dumps(progress))


def reports(home: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in home.glob("progress-*.json")]


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_text(text)
    draft.replace(path)
