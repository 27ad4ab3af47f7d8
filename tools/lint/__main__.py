"""Run every rule over every text file that git knows or would add."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.lint import database, house, markup, queries, shape
from tools.lint.source import Rule, Source, judge

ROOT = Path(__file__).resolve().parents[2]

RULES: tuple[Rule, ...] = (
    database.objects_outside,
    database.writes_outside,
    queries.sql_built,
    shape.action_shape,
    shape.migration_imports,
    shape.file_length,
    shape.vague_name,
    markup.escaping,
    markup.inner_html,
    house.registry_host,
    house.machine_path,
    house.loose_end,
    house.exchange_name,
)


def tracked(root: Path) -> Iterator[Source]:
    """Yield the text files of the repository; what is not UTF-8 is not text."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True)
    for name in sorted(set(listed.stdout.decode().split("\0"))):
        path = root / name
        if name and path.is_file():
            try:
                yield Source(name, path.read_text("utf-8"))
            except UnicodeDecodeError:
                continue


def main() -> int:
    """Print the findings of this repository."""
    findings = [finding for source in tracked(ROOT) for finding in judge(source, RULES)]
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
