"""The peer of every write: PostgreSQL itself, driven by its own `pgbench`."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from pharos.bench.ground import Ground
from pharos.config.machine.errors import MachineError

TABLE = """
CREATE TABLE bench_insert (id bigserial PRIMARY KEY, body text NOT NULL,
                           created_at timestamptz NOT NULL DEFAULT now())
"""
INSERT = "INSERT INTO bench_insert (body) VALUES ('Where is my deposit? It has been two hours.');\n"


@dataclass(frozen=True, slots=True)
class Pgbench:
    """Runs one statement from many connections, prepared, over the same TCP port as we use."""

    ground: Ground
    script: str

    @classmethod
    def inserting(cls, ground: Ground) -> Pgbench:
        """Return a bench of single-row INSERTs, each its own transaction."""
        with ground.administration() as connection:
            connection.execute(TABLE)
            connection.execute("GRANT ALL ON bench_insert, bench_insert_id_seq TO PUBLIC")
        return cls(ground, INSERT)

    def rate(self, *, clients: int, seconds: int) -> float:
        """Return transactions a second, connecting not counted."""
        script = self.ground.folder / "pgbench.sql"
        script.write_text(self.script)
        said = subprocess.run(
            [
                self.ground.postgres.binaries.path("pgbench"),
                *("-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)),
                *("-f", str(script), self.ground.url("app")),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"tps = ([\d.]+)", said.stdout)
        if said.returncode != 0 or found is None:
            raise MachineError("pgbench_failed", f"pgbench failed: {said.stderr[-800:]}")
        return float(found[1])
