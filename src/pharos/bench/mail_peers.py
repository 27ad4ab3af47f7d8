"""Others who make tickets of mails: django-helpdesk's `get_email`, and RT by its `rt-mailgate`.

Each has a database of its own on the server that ours is on. What is not installed is absent.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from pharos.bench import peers
from pharos.bench.drills.mail.letters import Letter
from pharos.bench.ground import Ground
from pharos.config.machine.errors import MachineError
from pharos.config.machine.ports import free_port

Take = Callable[[list[Letter]], float]
RT_SERVER = "/usr/share/request-tracker5/libexec/rt-server"
RT_WORKERS = 4
RT_CONFIG = """
Set($rtname, 'bench');
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '{host}');
Set($DatabasePort, '{port}');
Set($DatabaseName, 'rt5');
Set($DatabaseAdmin, '{user}');
Set($DatabaseUser, 'rt_user');
Set($DatabasePassword, '{password}');
Set($WebDomain, '127.0.0.1');
Set($WebPort, '{web}');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
1;
"""
# Whoever writes may: as RT's manual says for a queue that takes mail from outside.
RT_RIGHTS = """
@ACL = map { { Right => $_, GroupDomain => 'SystemInternal', GroupType => 'Everyone' } }
    qw(CreateTicket ReplyToTicket SeeQueue ShowTicket);
1;
"""


def helpdesk(ground: Ground) -> Take | None:
    """Return how django-helpdesk takes mails from a folder; None where it is not installed."""
    python = peers.python()
    if python is None or not peers.version("django-helpdesk"):
        return None
    with ground.administration() as connection:
        connection.execute("CREATE DATABASE helpdesk")
    environment = {
        **os.environ,
        "DATABASE": ground.postgres.url("admin", "helpdesk"),
        "MEDIA": str(ground.folder / "media"),
        "PYTHONPATH": str(peers.SOURCE),
    }
    program = [python, "-P", "-m", "pharos.bench.peer_programs.with_helpdesk"]
    _ran([*program, "prepare"], environment)

    def take(mails: list[Letter]) -> float:
        with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
            for mail in mails:
                (Path(folder) / str(mail.number)).write_bytes(mail.raw)
            said = _ran([*program, folder], environment).split()
        if int(said[1]) != len(mails):
            raise MachineError("bench_peer", f"get_email took {said[1]} of {len(mails)} mails.")
        return float(said[0])

    return take


def mailgate(ground: Ground) -> Take | None:
    """Return how RT takes mails, four at a time; None where it is not installed."""
    gate, setup = peers.program("rt-mailgate"), peers.program("rt-setup-database")
    if gate is None or setup is None or not Path(RT_SERVER).exists():
        return None
    web = free_port()
    environment = _rt_environment(ground, web)
    administrator = str(conninfo_to_dict(ground.url("admin"))["user"])
    database = ["--dba", administrator, "--dba-password", "none"]
    _ran([setup, "--action", "init", *database], environment)
    rights = ground.folder / "rights.pl"
    rights.write_text(RT_RIGHTS)
    _ran([setup, "--action", "insert", "--datafile", str(rights), *database], environment)
    workers = ["--server", "Starlet", "--max-workers", str(RT_WORKERS)]
    ground.start([RT_SERVER, *workers, "--port", str(web)], web, environment)
    command = [gate, "--queue", "General", "--action", "correspond"]
    command += ["--url", f"http://127.0.0.1:{web}"]

    def hand_over(mail: Letter) -> None:
        subprocess.run(command, input=mail.raw, check=True, capture_output=True)

    def take(mails: list[Letter]) -> float:
        with ThreadPoolExecutor(RT_WORKERS) as threads:
            began = time.perf_counter()
            list(threads.map(hand_over, mails))
            return time.perf_counter() - began

    return take


def _rt_environment(ground: Ground, web: int) -> dict[str, str]:
    """RT's own way to read another configuration than the machine's."""
    place = conninfo_to_dict(ground.url("admin"))
    told = {name: place[name] for name in ("host", "port", "user")}
    config = ground.folder / "RT_SiteConfig.pm"
    config.write_text(RT_CONFIG.format(**told, password=ground.secret, web=web))
    nothing = ground.folder / "rt-nothing"
    nothing.mkdir()
    return {
        **os.environ,
        "RT_SITE_CONFIG": str(config),
        "RT_SITE_CONFIG_DIR": str(nothing),
    }


def _ran(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout)[-1500:]
        raise MachineError("bench_peer", f"{' '.join(command)} failed: {said}")
    return done.stdout
