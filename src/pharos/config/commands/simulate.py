"""Run the simulated exchange alone, for development and training: its page, contract and chains.

    pharos simulate --port 8010                  http://127.0.0.1:8010 is its page
    pharos simulate --webhook http://127.0.0.1:8000/exchange/northmere/webhook

It answers on this machine only. Its world is kept under --home (or PHAROS_HOME) and comes back.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pharos.config.machine.errors import MachineError
from pharos.config.start import port_number, require_free

if TYPE_CHECKING:
    from pharos.config.machine.home import Home
    from pharos.exchange.http.token import BrandKey
    from pharos.exchange.simulator.sending import Sender

NEEDS_DJANGO = False
HOST, PORT = "127.0.0.1", 8010
KEY, SECRET, WORLD = "northmere.pem", "webhook-secret", "world.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=PORT)
    parser.add_argument("--seed", type=int, default=0, help="of a new world")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="where its world is kept")
    parser.add_argument("--brand", default="northmere", help="the audience of the tokens")
    parser.add_argument("--webhook", metavar="URL", help="where to tell what changed")


def run(arguments: argparse.Namespace) -> int:
    from pharos.config.machine.home import Home
    from pharos.config.server import serve
    from pharos.exchange.simulator.history import HistoryError, Kept
    from pharos.exchange.simulator.serving import SimulatorServer

    require_free(HOST, arguments.port)
    home = Home((arguments.home or Home().ensure().folder) / "simulator").ensure()
    key = brand_key(home)
    sender = _sender(home, arguments.webhook) if arguments.webhook else None
    try:
        kept = Kept(home.folder / WORLD, arguments.seed)
    except HistoryError as error:
        raise MachineError("world_not_readable", f"{home.folder / WORLD}: {error}.") from error
    application = SimulatorServer(
        kept, keys={key.id: key.public}, audience=arguments.brand, sender=sender
    )
    _announce(home, arguments)
    try:
        return serve(application, lambda: None, HOST, arguments.port)
    finally:
        kept.close()


def brand_key(home: Home) -> BrandKey:
    """The brand's key, made on the first start; the desk and `connector check` sign with it."""
    from pharos.exchange.http.token import BrandKey

    path = home.folder / KEY
    if not path.exists():
        home.write(KEY, BrandKey.new(path.stem).pem())
    try:
        return BrandKey.read(path)
    except ValueError as error:
        raise MachineError("key_not_readable", f"{path}: {error}.") from error


def _sender(home: Home, url: str) -> Sender:
    from pharos.exchange.simulator.sending import Sender

    def said(words: str) -> None:
        print(f"webhook: {words}", flush=True)

    try:
        return Sender(url, [home.secret(SECRET).encode()], said=said)
    except ValueError as error:
        raise MachineError("no_address", f"--webhook: {error}.") from error


def _announce(home: Home, arguments: argparse.Namespace) -> None:
    at = f"http://{HOST}:{arguments.port}"
    lines = [
        f"The simulated exchange: {at}",
        f"  contract  {at}/v1/…        check it: pharos connector check {at}",
        f"  chains    {at}/chain/v1/…",
        f"  key       {home.folder / KEY}",
    ]
    if arguments.webhook:
        lines.append(f"  webhooks  {arguments.webhook}, secret in {home.folder / SECRET}")
    print("\n".join(lines), flush=True)
