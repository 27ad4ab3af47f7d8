"""Run the demo's mailbox: a page to write mails to the desk and to read what it answers.

pharos mailbox --port 8020 --smtp-port 8021 --desk-port 2525
"""

from __future__ import annotations

import argparse

from pharos.config.start import port_number

NEEDS_DJANGO = False
ADDRESS = "support@northmere.example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=8020, help="of its page")
    parser.add_argument("--smtp-port", type=port_number, default=8021, help="the desk sends here")
    parser.add_argument("--desk-port", type=port_number, default=2525, help="of `pharos mail`")
    parser.add_argument("--address", default=ADDRESS, help="the desk's own")


def run(arguments: argparse.Namespace) -> int:
    import asyncio
    import signal

    from pharos.config.mailbox import Mailbox, serve

    mailbox = Mailbox(desk_port=arguments.desk_port, address=arguments.address)

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await serve(arguments.port, arguments.smtp_port, mailbox, stop)

    print(f"Mailbox of the demo's customers: http://127.0.0.1:{arguments.port}", flush=True)
    asyncio.run(until_stopped())
    return 0
