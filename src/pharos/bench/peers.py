"""The peers: where they are, and how they get there. Outside the source tree, in a cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

PACKAGES = (
    *("channels", "channels-redis", "daphne", "python-socketio"),
    *("django-helpdesk", "django-bootstrap4-form", "djangorestframework", "packaging"),
    *("django", "psycopg[binary]", "uvicorn", "uvloop", "httptools", "websockets", "asyncpg"),
)
DEBIAN = ("redis-server", "nginx", "libnginx-mod-nchan", "request-tracker5", "rt5-db-postgresql")
# Our source tree: the peers' programs live in it.
SOURCE = Path(__file__).resolve().parents[2]
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


def folder() -> Path:
    """Return the peers' environment: PHAROS_PEERS, or one in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("PHAROS_PEERS") or Path(cache) / "pharos-peers")


def python() -> str | None:
    """Return the peers' Python if it is there."""
    path = folder() / "bin" / "python"
    return str(path) if path.exists() else None


def program(name: str) -> str | None:
    """Return an installed program, also where only root usually looks."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def version(name: str) -> str:
    """Return a peer's version, empty if it is absent."""
    found = list(folder().glob(f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info"))
    return metadata.PathDistribution(found[0]).version if found else ""


def install() -> int:
    """Install what can be had, from the ordinary registries, and say what could not."""
    missing = [] if _install_python() else [f"{', '.join(PACKAGES)} (for Python)"]
    missing += _install_debian()
    for what in missing:
        print(f"could not be had: {what}")
    print(f"peers are in {folder()}; those missing are reported as absent")
    return 1 if missing else 0


def _install_python() -> bool:
    if python() is None:
        venv.create(folder(), with_pip=True)
    command = [str(folder() / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES]
    return subprocess.run(command, check=False).returncode == 0


def _install_debian() -> list[str]:
    wanted = [name for name, there in _there().items() if not there]
    apt = program("apt-get")
    if not wanted or apt is None or os.geteuid() != 0:
        return [f"{name} (Debian)" for name in wanted]
    # Single user as far as the packages know: they start no service of their own.
    env = {**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
    options = ["install", "--yes", "--quiet", "--no-install-recommends"]
    for command in ([apt, "update", "--quiet"], [apt, *options, *wanted]):
        subprocess.run(command, env=env, check=False, stdout=sys.stderr)
    return [f"{name} (Debian)" for name, there in _there().items() if not there]


def _there() -> dict[str, bool]:
    return {
        "redis-server": program("redis-server") is not None,
        "nginx": program("nginx") is not None,
        "libnginx-mod-nchan": NCHAN.exists(),
        "request-tracker5": program("rt-setup-database") is not None,
        "rt5-db-postgresql": Path("/usr/share/doc/rt5-db-postgresql").exists(),
    }
