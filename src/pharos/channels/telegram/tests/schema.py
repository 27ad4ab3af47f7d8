"""The interface of Telegram as it is published, to hold ours against.

The file is not part of the project: `PHAROS_DATA` names the folder that has it, by hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "api/telegram_bot_api_*.json"
PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "InputFile": (bytes,),
    # Words, or a list of such: other kinds of it are objects.
    "RichText": (str, list),
}
LIST = "Array of "


def published() -> Schema | None:
    """Return the newest that is there, None if there is none."""
    folder = os.environ.get("PHAROS_DATA", "")
    found = sorted(Path(folder).glob(NAME)) if folder else []
    return Schema(json.loads(found[-1].read_text())) if found else None


class Schema:
    """Methods and types by their names, and what is wrong with what is sent as one of them."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.version = str(told["api"]["version"])
        self.known: dict[str, dict[str, Mapping[str, Any]]] = {}
        self.several: dict[str, list[str]] = {}
        for part in told["items"]:
            for one in part.get("children", ()):
                self.known[one["name"]] = {each["name"]: each for each in one["annotations"]}
                listed = _listed(one["description"])
                if listed and not one["annotations"]:
                    self.several[one["name"]] = listed

    def faults(self, name: str, told: Mapping[str, Any], at: str = "") -> list[str]:
        """What is wrong with these fields of a type, or parameters of a method."""
        at = at or name
        if name in self.several:
            return self._of_one_of(name, told, at)
        fields = self.known.get(name)
        if fields is None:
            return [f"{at}: there is no {name}"]
        wrong = [f"{at}.{field}: there is none" for field in told if field not in fields]
        for field, known in fields.items():
            if field in told:
                wrong += self._value(str(known["type"]), told[field], f"{at}.{field}")
            elif known["required"]:
                wrong.append(f"{at}.{field}: is missing")
        return wrong

    def _of_one_of(self, name: str, told: Mapping[str, Any], at: str) -> list[str]:
        tried = [self.faults(each, told, at) for each in self.several[name]]
        return min(tried, key=len, default=[f"{at}: there is no kind of {name}"])

    def _value(self, kind: str, value: Any, at: str) -> list[str]:
        if " or " in kind:
            tried = [self._value(each, value, at) for each in kind.split(" or ")]
            return min(tried, key=len)
        if kind.startswith(LIST):
            if not isinstance(value, list | tuple):
                return [f"{at}: is no list"]
            return [w for each in value for w in self._value(kind[len(LIST) :], each, at)]
        if isinstance(value, Mapping):
            return self.faults(kind, value, at)
        is_truth = isinstance(value, bool) == (kind in ("Boolean", "True"))
        fits = is_truth and isinstance(value, PLAIN.get(kind, ()))
        return [] if fits else [f"{at}: {value!r} is no {kind}"]

    def unknown(self, read: Iterable[tuple[str, str]]) -> list[str]:
        """Fields that we read of a type and that it does not have."""
        return sorted(
            f"{name}.{field}" for name, field in read if field not in self.known.get(name, {})
        )


def _listed(description: str) -> list[str]:
    return [line.strip(" -") for line in description.splitlines() if line.strip().startswith("-")]
