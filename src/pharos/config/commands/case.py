"""One case: `pharos case bundle NUMBER`, `pharos case erase NUMBER SEQ --why REASON`."""

from __future__ import annotations

import argparse
import json
import sys

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="email", required=True, metavar="EMAIL", help="the member of staff who asks"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="bundle|erase")
    bundle = what.add_parser("bundle", help="print the case with its proof, for `pharos verify`")
    bundle.add_argument("number")
    erase = what.add_parser("erase", help="take the words out of one entry for good")
    erase.add_argument("number")
    erase.add_argument("seq", type=int)
    erase.add_argument("--why", required=True, help="the reason, which the ledger keeps")


def run(arguments: argparse.Namespace) -> int:
    """The rules are those of the desk: who may not see the case finds none."""
    from pharos.kernel.errors import DomainError

    try:
        print(_bundle(arguments) if arguments.what == "bundle" else _erase(arguments))
    except DomainError as error:
        print(f"pharos: {error} [{error.code}]", file=sys.stderr)
        return 1
    return 0


def _bundle(arguments: argparse.Namespace) -> str:
    from pharos.cases.access import case_to_read
    from pharos.cases.ledger.bundle import case_bundle
    from pharos.kernel.scope import reading
    from pharos.people.queries import staff_by_email

    actor = staff_by_email(arguments.email).actor()
    with reading(actor):
        document = case_bundle(actor, case_to_read(actor, arguments.number))
    return json.dumps(document, ensure_ascii=False, indent=1)


def _erase(arguments: argparse.Namespace) -> str:
    from pharos.cases.actions.erase import erase_content
    from pharos.people.queries import staff_by_email

    case = erase_content(
        actor=staff_by_email(arguments.email).actor(),
        number=arguments.number,
        seq=arguments.seq,
        why=arguments.why,
    )
    return f"The words of entry {arguments.seq} of case {case.number} are gone."
