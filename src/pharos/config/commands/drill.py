"""Break things on purpose, or keep them busy, and count what was lost: `pharos drill`.

Exit status: 0 nothing lost, doubled or out of order, and all limits held; 3 loss, doubling or
disorder, with the ids; anything else: the drill itself failed and proves nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="drill", required=True, metavar="DRILL")
    chat = what.add_parser("chat", help="customers and agents talk while everything is killed")
    chat.add_argument("--minutes", type=float, default=8, help="the talk lasts no longer")
    chat.add_argument("--clients", type=int, default=240, help="browsers of customers")
    chat.add_argument("--acks", type=int, help="how many acknowledgements (10,000)")
    chat.add_argument("--kills", type=int, help="how many kills (20)")
    chat.add_argument("--seed", type=int, default=0, help="repeats the same choices")
    chat.add_argument(
        "--sabotage",
        choices=("early-ack", "deaf", "forgetful"),
        default="",
        help="plant a bug, which has to be found: acknowledge before the commit; hear no wake-up "
        "and never look; write again what is sent again",
    )
    chat.add_argument("--keep", action="store_true", help="keep the folder in any case")
    desk = what.add_parser("desk", help="many agents' browsers work through arriving chats")
    desk.add_argument("--agents", type=int, default=200, help="browsers of agents")
    desk.add_argument("--minutes", type=float, default=10)
    desk.add_argument("--seed", type=int, default=0, help="repeats the same choices")
    desk.add_argument("--keep", action="store_true", help="keep the folder in any case")
    _add_channels(what.add_parser("channels", help="every vendor's protocol, with its faults"))
    _add_mail(what.add_parser("mail", help="mail is handed over while everything is killed"))


def _add_mail(mail: argparse.ArgumentParser) -> None:
    mail.add_argument("--messages", type=int, default=100_000, help="how many mails")
    mail.add_argument("--mutated", type=int, help="how many of them broken (one in a hundred)")
    mail.add_argument(
        "--data", type=Path, help="a folder of mails to break; without it the drill breaks its own"
    )
    mail.add_argument("--kills", type=int, help="how many kills (23)")
    mail.add_argument("--seed", type=int, default=0, help="repeats the same choices")
    mail.add_argument(
        "--sabotage",
        choices=("early-ack", "deaf", "forgetful"),
        default="",
        help="plant a bug, which has to be found: acknowledge before the commit; follow nothing "
        "up now and then; take in again what comes again",
    )
    mail.add_argument("--keep", action="store_true", help="keep the folder in any case")


def _add_channels(channels: argparse.ArgumentParser) -> None:
    channels.add_argument("--items", type=int, default=8, help="how many items on each channel")
    channels.add_argument("--channels", default="", help="which, with commas (all twelve)")
    channels.add_argument("--kills", type=int, default=5, help="how many kills")
    channels.add_argument("--seed", type=int, default=0, help="repeats the same choices")
    channels.add_argument(
        "--sabotage",
        action="store_const",
        const="swallow",
        default="",
        help="acknowledge some items and never write them, which has to be found",
    )
    channels.add_argument("--keep", action="store_true", help="keep the folder in any case")


def run(arguments: argparse.Namespace) -> int:
    from pharos.bench.drills.channels.command import run_channels
    from pharos.bench.drills.command import run_chat, run_desk
    from pharos.bench.drills.mail.command import run_mail

    drills = {"chat": run_chat, "desk": run_desk, "mail": run_mail, "channels": run_channels}
    return drills[arguments.drill](arguments)
