from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What somebody wants to hand in, or what came. The name has been screened."""

    brand_id: int
    name: str
    length: int
    case_id: int | None = None
    is_visitor: bool = False
