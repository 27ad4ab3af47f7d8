"""Take in mail: the SMTP listener, and the mailboxes that accounts name."""

from __future__ import annotations

import argparse

from pharos.config.start import refuse_unsafe_start

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where to listen for SMTP")
    parser.add_argument(
        "--port", type=int, default=2525, help="its port; 0 for none, mailboxes only"
    )
    parser.add_argument("--certificate", default="", help="a certificate and its key, for STARTTLS")
    parser.add_argument(
        "--checks-signatures",
        action="store_true",
        help="mail comes straight from its senders: look up their keys in DNS",
    )
    parser.add_argument(
        "--mails-a-minute", type=int, default=600, help="of one server, before it is put off"
    )
    parser.add_argument(
        "--megabytes-at-once",
        type=int,
        default=128,
        help="of all mails that are coming in, before large ones are put off; at least 70",
    )
    parser.add_argument(
        "--connections-at-once",
        type=int,
        default=1000,
        help="that may be open over SMTP, half of them from one server",
    )


def run(arguments: argparse.Namespace) -> int:
    import asyncio
    import signal
    import ssl

    from pharos.channels.mail.listening import Listening
    from pharos.channels.mail.receiving import LEAST
    from pharos.channels.mail.records import text_records
    from pharos.channels.mail.running import run as take_mail_in

    refuse_unsafe_start()
    tls = None
    if arguments.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(arguments.certificate)
    listening = Listening(
        host=arguments.host,
        port=arguments.port,
        tls=tls,
        records=text_records if arguments.checks_signatures else None,
        mails_a_minute=arguments.mails_a_minute,
        bytes_at_once=max(LEAST, arguments.megabytes_at_once * 1024 * 1024),
        connections_at_once=arguments.connections_at_once,
    )

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await take_mail_in(listening if arguments.port else None, stop)

    asyncio.run(until_stopped())
    return 0
