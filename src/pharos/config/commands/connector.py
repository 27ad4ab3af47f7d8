"""An exchange's side of the contract: `pharos connector check URL`, `pharos connector openapi`.

    pharos connector check URL [--key FILE]   ask everything, and say what is wrong and where
    pharos connector openapi [FOLDER]         write connector.openapi.json and connector.md
    pharos connector openapi --check [FOLDER] say whether both are what would be written

Exit status: 0 all is well, 1 something is not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pharos.config.machine.errors import MachineError

NEEDS_DJANGO = False
DOCS = Path(__file__).resolve().parents[4] / "docs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="check|openapi")
    check = what.add_parser("check", help="ask an exchange everything, and say what is wrong")
    check.add_argument("url", metavar="URL", help="the base address; /v1/... comes behind it")
    check.add_argument("--key", type=Path, metavar="FILE", help="the brand's private key (PEM)")
    check.add_argument("--key-id", default="", help="its name (the file's, unless told)")
    check.add_argument("--brand", default="northmere", help="the audience of the tokens")
    check.add_argument("--customer", default="dana", metavar="REF", help="a customer for tests")
    check.add_argument("--other", default="minjun", metavar="REF", help="another customer")
    check.add_argument(
        "--sealed", action="append", default=[], metavar="REF", help="one with a sealed restriction"
    )
    check.add_argument("--case", default="CHECK-1", help="the case that is named")
    check.add_argument("--examples", type=Path, metavar="FILE", help="YAML: arguments that exist")
    check.add_argument("--seconds", type=float, default=10.0, help="how long to wait for each")
    check.add_argument(
        "--only", action="append", default=[], metavar="OPERATION", help="while you write it"
    )
    check.add_argument("--quiet", action="store_true", help="only what is not good")
    written = what.add_parser("openapi", help="write the contract down")
    written.add_argument("folder", type=Path, nargs="?", default=DOCS, metavar="FOLDER")
    written.add_argument("--check", action="store_true", help="write nothing, compare")


def run(arguments: argparse.Namespace) -> int:
    return _check(arguments) if arguments.what == "check" else _openapi(arguments)


def _check(arguments: argparse.Namespace) -> int:
    from pharos.exchange.conformance.checking import check
    from pharos.exchange.conformance.examples import read_examples
    from pharos.exchange.conformance.probing import Plan, Prober
    from pharos.exchange.http.calling import Caller
    from pharos.exchange.http.token import BrandKey
    from pharos.kernel.time import now

    key_file = arguments.key or _simulator_key()
    try:
        key = BrandKey.read(key_file, arguments.key_id)
        caller = Caller(arguments.url)
        examples = read_examples(arguments.examples)
    except (OSError, ValueError) as error:
        raise MachineError("not_to_check", str(error)) from error
    plan = Plan(
        brand=arguments.brand,
        customer=arguments.customer,
        other=arguments.other,
        case=arguments.case,
        sealed=tuple(arguments.sealed),
        examples=examples,
        seconds=arguments.seconds,
        only=frozenset(arguments.only),
    )
    report = check(Prober(caller, key, plan, now))
    for line in report.lines:
        if not (arguments.quiet and line.level == "GOOD"):
            print(line)
    print(report.summary())
    return 0 if report.is_good else 1


def _simulator_key() -> Path:
    """The key of the simulated exchange on this machine, which needs no telling."""
    from pharos.config.machine.home import Home

    key = Home().folder / "simulator" / "northmere.pem"
    if not key.exists():
        raise MachineError("no_key", "Which key signs the questions? Name its file with --key.")
    return key


def _openapi(arguments: argparse.Namespace) -> int:
    from pharos.exchange.http.documents import documents

    wrong = 0
    for name, text in documents(arguments.folder).items():
        path = arguments.folder / name
        if arguments.check:
            is_same = path.exists() and path.read_text("utf-8") == text
            print(f"{'GOOD' if is_same else 'BAD '}  {path.name}")
            wrong += not is_same
        else:
            path.write_text(text, "utf-8")
            print(f"written: {path.name}")
    return 1 if wrong else 0
