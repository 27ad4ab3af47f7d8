"""Who hands something in; `people.Actor` is one."""

from __future__ import annotations

from typing import Protocol


class Acting(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int | None: ...
    @property
    def brands(self) -> tuple[int, ...]: ...
    @property
    def only_teams(self) -> tuple[int, ...] | None: ...
