"""A real PgBouncer in transaction pooling, for tests: whoever comes next gets the connection."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from pharos.config.machine.ports import free_port

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
ACCOUNT = "nobody"
SETTINGS = """
[databases]
{name} = host={host} port={server_port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 100
server_reset_query_always = 0
logfile = {folder}/pgbouncer.log
"""


def is_installed() -> bool:
    return Path(PROGRAM).exists()


@contextmanager
def bouncer(url: str, *, size: int) -> Iterator[str]:
    """Lend the address of `url`'s database behind a pool of `size` server connections."""
    parts, port = urlsplit(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="pharos-bouncer-"))
    name = parts.path.lstrip("/")
    written = SETTINGS.format(
        name=name, host=parts.hostname, server_port=parts.port, port=port, folder=folder, size=size
    )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    (folder / "pgbouncer.ini").write_text(written)
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n')
    command = [PROGRAM, "-q", str(folder / "pgbouncer.ini")]
    if os.geteuid() == 0:
        # It refuses to run as root.
        account = pwd.getpwnam(ACCOUNT)
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
        command[1:1] = ["-u", ACCOUNT]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pooled = f"postgresql://{parts.username}:{parts.password}@127.0.0.1:{port}/{name}"
    try:
        _wait(process, pooled)
        yield pooled
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(100):
        assert process.poll() is None, "PgBouncer did not start"
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PgBouncer does not answer")
