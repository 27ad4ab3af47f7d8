"""Who delivers to open streams: ourselves and the peers, each with its own way in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pharos.bench import peers
from pharos.bench.ground import Ground
from pharos.bench.load import BODY, message_maker
from pharos.bench.seeding import Talk
from pharos.bench.watching import Greeting, sse, websocket
from pharos.config.machine import ports

NGINX = """
load_module {module};
daemon off; worker_processes 1; user root; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 8192; }}
http {{
  access_log off; client_body_temp_path {folder}/nginx;
  server {{
    listen 127.0.0.1:{port};
    location ~ ^/sub/(.+)$ {{ nchan_subscriber eventsource; nchan_channel_id $1; }}
    location ~ ^/pub/(.+)$ {{ nchan_publisher; nchan_channel_id $1; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Rival:
    """One server: where messages go in, and how a room is watched."""

    name: str
    goal: float | None
    publish_port: int
    watch_port: int
    maker: Callable[[int], Callable[[], bytes]]
    greeting: Callable[[int], Greeting]


def ours(ground: Ground, found: list[Talk]) -> Rival:
    """`pharos live`: a room is a conversation."""
    _, port = ground.start_live()

    def greeting(room: int) -> Greeting:
        talk = found[room]
        return sse(f"/live/conversations/{talk.thread}/stream?after=0", port, talk.token)

    return Rival("pharos live", None, port, port, lambda r: message_maker(found[r], port), greeting)


def socketio(ground: Ground) -> Rival | None:
    if not peers.version("python-socketio"):
        return None
    port = _uvicorn(ground, "with_socketio", {})

    def greeting(room: int) -> Greeting:
        path = f"/socket.io/?EIO=4&transport=websocket&room={room}"
        return websocket(path, port, until=b"pingTimeout", then=b'40{"sid"')

    name = f"python-socketio {peers.version('python-socketio')}"
    return Rival(name, 5.0, port, port, partial(_posting, port), greeting)


def channels(ground: Ground) -> Rival | None:
    redis = peers.program("redis-server")
    if redis is None or not peers.version("daphne"):
        return None
    redis_port, port = ports.free_port(), ports.free_port()
    command = [redis, "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""]
    ground.start([*command, "--appendonly", "no", "--dir", str(ground.folder)], redis_port)
    python = peers.python() or ""
    program = "pharos.bench.peer_programs.with_channels:application"
    env = _environment(ground) | {"REDIS_URL": f"redis://127.0.0.1:{redis_port}"}
    patient = ["--ping-interval", "900", "--ping-timeout", "900", "-v", "0", "-p", str(port)]
    ground.start([python, "-m", "daphne", *patient, program], port, env)
    name = f"channels {peers.version('channels')} + channels-redis + daphne"

    def greeting(room: int) -> Greeting:
        return websocket(f"/watch/{room}", port, until=b"\r\n\r\n")

    return Rival(name, 20.0, port, port, partial(_posting, port), greeting)


def nchan(ground: Ground) -> Rival | None:
    nginx = peers.program("nginx")
    if nginx is None or not peers.NCHAN.exists() or peers.python() is None:
        return None
    watch = ports.free_port()
    configuration = ground.folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=ground.folder, port=watch, module=peers.NCHAN))
    ground.start([nginx, "-c", str(configuration), "-e", "stderr"], watch)
    port = _uvicorn(ground, "with_nchan", {"NGINX_PORT": str(watch)})

    def greeting(room: int) -> Greeting:
        return sse(f"/sub/{room}", watch)

    return Rival("nginx + nchan", 0.5, port, watch, partial(_posting, port), greeting)


def _uvicorn(ground: Ground, program: str, extra: dict[str, str]) -> int:
    port = ports.free_port()
    name = f"pharos.bench.peer_programs.{program}:application"
    command = [peers.python() or "", "-m", "uvicorn", "--log-level", "warning", "--no-access-log"]
    # Our watchers only listen: nobody answers a server's pings.
    patient = ["--ws-ping-interval", "900", "--ws-ping-timeout", "900", "--port", str(port)]
    ground.start([*command, *patient, name], port, _environment(ground) | extra)
    return port


def _environment(ground: Ground) -> dict[str, str]:
    """The peers' programs are found in our source tree, everything else in theirs."""
    return ground.environment() | {"PYTHONPATH": str(peers.SOURCE)}


def _posting(port: int, room: int) -> Callable[[], bytes]:
    head = f"POST /publish/{room} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: "
    request = f"{head}{len(BODY)}\r\n\r\n".encode() + BODY
    return lambda: request
