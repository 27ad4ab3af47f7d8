"""Postfix and Dovecot as Debian has them, each in a folder of its own, on loopback alone."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SEARCH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
# Both change to other accounts by themselves, which only root may do.
IS_ROOT = os.geteuid() == 0
STARTS_WITHIN = 20.0

DOVECOT = """
base_dir = {folder}/base
state_dir = {folder}/base
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
default_internal_user = nobody
default_login_user = nobody
default_internal_group = {group}
mail_uid = nobody
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.northmere.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
relay_domains =
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = texthash:{folder}/transport
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
smtpd_peername_lookup = no
disable_dns_lookups = yes
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
"""
MASTER = """
{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
smtp unix - - n - - smtp
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
"""


@dataclass(frozen=True, kw_only=True)
class Dovecot:
    """A running IMAP server; everybody's password is `secret`."""

    port: int


@dataclass(frozen=True, kw_only=True)
class Postfix:
    """A running SMTP server, which hands on what is for a domain to the port named for it."""

    port: int
    folder: Path

    def hands_on(self, **domains: int) -> None:
        """Say to which port of loopback mail for each domain (dots as underscores) goes."""
        lines = [
            f"{domain.replace('_', '.')} smtp:[127.0.0.1]:{port}"
            for domain, port in domains.items()
        ]
        (self.folder / "transport").write_text("\n".join(lines) + "\n")
        _postfix(self.folder, "reload")


def missing(program: str) -> bool:
    return not IS_ROOT or shutil.which(program, path=SEARCH) is None


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run Dovecot until the test is done with it."""
    with _folder() as folder:
        port = _free_port()
        group = grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
        (folder / "base").mkdir()
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "nobody", group)
        config = folder / "dovecot.conf"
        config.write_text(DOVECOT.format(folder=folder, port=port, group=group))
        program = shutil.which("dovecot", path=SEARCH) or "dovecot"
        with _running([program, "-F", "-c", str(config)], port):
            yield Dovecot(port=port)


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Run Postfix until the test is done with it."""
    with _folder() as folder:
        port = _free_port()
        for name in ("queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        (folder / "transport").write_text("")
        (folder / "main.cf").write_text(POSTFIX.format(folder=folder))
        (folder / "master.cf").write_text(MASTER.format(port=port))
        program = shutil.which("postfix", path=SEARCH) or "postfix"
        with _running([program, "-c", str(folder), "start-fg"], port):
            yield Postfix(port=port, folder=folder)
            _postfix(folder, "stop")


def _postfix(folder: Path, what: str) -> None:
    program = shutil.which("postfix", path=SEARCH) or "postfix"
    subprocess.run([program, "-c", str(folder), what], check=False, capture_output=True)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that the servers' own accounts can walk into."""
    folder = Path(tempfile.mkdtemp(prefix="pharos-mail-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            _wait_for(port, server)
            yield
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start at {port}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
