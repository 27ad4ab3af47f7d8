from __future__ import annotations

from pharos.kernel.errors import Invalid


class ProfileInvalid(Invalid):
    """A profile file that cannot be used, with everything that is wrong in it."""

    code = "profile_invalid"

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        self.source = source
        self.problems = problems
        super().__init__("\n".join(f"{source}: {problem}" for problem in problems))
