"""What is exported can be checked with the file alone, and nothing in it can be changed."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from pharos.cases.ledger.bundle import case_bundle, conversation_bundle
from pharos.cases.ledger.exported import Unreadable, check_bundle, signed_head_bytes
from pharos.cases.ledger.roots import sign_root
from pharos.cases.ledger.signing import installation_key, public_bytes
from pharos.cases.models import Case, Conversation
from pharos.cases.tests.ledger_hands import Ground, connected, ground, scoped, written
from pharos.config.command import main
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    return World()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ed25519PrivateKey]:
    from django.conf import settings

    settings.HOME, before = tmp_path_factory.mktemp("home"), settings.HOME
    yield installation_key(settings.HOME)
    settings.HOME = before


@pytest.fixture(scope="module")
def case(world: World, database: TestDatabase, key: Ed25519PrivateKey) -> Ground:
    """Two conversations, a note, a sealed entry, an erased message, and two days' roots."""
    made = ground(world, conversations=2)
    written(
        database.url,
        made.message(author_kind="customer", client_token="c-1", body="Where is it? 어디?"),
        made.row(),
        made.message(kind="state", body=None, payload='{"chat":["OPENED","ACTIVE"]}'),
        made.row(visibility="sealed", body="Never to be told."),
        made.message(1),
        made.message(body="My card is the green one."),
    )
    sign_root(_next_day(database))
    with connected(database.url) as app, scoped(app, made.brand_id):
        app.execute("SELECT erase_entry(%s, 6, 'asked', 1, 'Bruno', now())", [made.case_id])
    sign_root(_next_day(database))
    written(database.url, made.message())
    return made


def _next_day(database: TestDatabase) -> Any:
    with connected(database.url) as app:
        row = app.execute(
            "SELECT coalesce(max(day), '2026-01-01') + 1 AS day FROM ledger_root"
        ).fetchone()
    return (row or {})["day"]


@pytest.fixture(scope="module")
def of_customer(case: Ground) -> dict[str, Any]:
    with brand_scope(case.brand_id):
        found = conversation_bundle(Conversation.objects.get(pk=case.conversations[0]))
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def of_staff(world: World, case: Ground, role: str = Role.AGENT) -> dict[str, Any]:
    reader = Actor.staff(id=1, name="Amara", role=role, brands=(case.brand_id,))
    with brand_scope(case.brand_id):
        found = case_bundle(reader, Case.objects.get(pk=case.case_id))
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


@pytest.mark.requirement("CD-04")
def test_a_customer_gets_what_they_may_see_and_can_prove_it(
    of_customer: dict[str, Any], key: Ed25519PrivateKey
) -> None:
    report = check_bundle(of_customer, public_bytes(key).hex())

    assert report.fault is None
    assert (report.length, len(report.days)) == (5, 2)
    assert [entry["position"] for entry in of_customer["entries"]] == [1, 2, 3, 4, 5]
    text = json.dumps(of_customer)
    assert "Never to be told" not in text
    assert "Looked at the chain" not in text
    assert "the green one" not in text
    assert "seq" not in of_customer["entries"][0]


def test_a_transcript_can_be_read(of_customer: dict[str, Any]) -> None:
    said = [line.partition("UTC  ")[2] for line in of_customer["transcript"]]

    assert said == [
        "Amara: Where is it? 어디?",
        'Amara: (state {"chat":["OPENED","ACTIVE"]})',
        "Amara: (erased)",
        "Bruno: (the words of message 3 were erased: asked)",
        "Amara: We are looking. 확인 중",
    ]


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.AGENT, False), (Role.ADMINISTRATOR, False), (Role.COMPLIANCE, True)]
)
def test_staff_get_the_whole_chain_and_only_the_cleared_what_is_sealed(
    world: World, case: Ground, key: Ed25519PrivateKey, role: str, *, shown: bool
) -> None:
    document = of_staff(world, case, role)

    assert check_bundle(document, public_bytes(key).hex()).fault is None
    assert [entry["seq"] for entry in document["entries"]] == list(range(1, 9))
    assert ("Never to be told" in json.dumps(document)) == shown
    assert (document["entries"][3]["salt"] is not None) == shown


def test_staff_of_another_brand_get_nothing(world: World, case: Ground) -> None:
    with brand_scope(case.brand_id):
        kept = Case.objects.get(pk=case.case_id)
    with brand_scope(world.elsewhere.pk), pytest.raises(NotFound):
        case_bundle(world.actor(world.chen), kept)
    with brand_scope(case.brand_id):
        assert case_bundle(world.actor(world.amara), kept)["case"] == case.number


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every plain value in a document."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from paths(item, (*before, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from paths(item, (*before, place))
    else:
        yield before


def changed(value: Any) -> Any:
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1") if value else "x"
    return "x" if value is None else (not value if isinstance(value, bool) else value + 1)


@bounds(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.requirement("CD-04")
def test_any_one_value_changed_in_a_bundle_is_found(
    world: World, case: Ground, of_customer: dict[str, Any], data: st.DataObject
) -> None:
    staff = _staff_once(world, case)
    document = copy.deepcopy(data.draw(st.sampled_from([of_customer, staff])))
    *way, last = data.draw(st.sampled_from(list(paths(document))))
    inner = document
    for step in way:
        inner = inner[step]
    inner[last] = changed(inner[last])

    try:
        report = check_bundle(document)
    except Unreadable:
        return
    assert report.fault is not None, (way, last)


_kept: dict[int, dict[str, Any]] = {}


def _staff_once(world: World, case: Ground) -> dict[str, Any]:
    return _kept.setdefault(case.case_id, of_staff(world, case))


@pytest.mark.parametrize("lost", [0, 2, -1])
def test_a_left_out_entry_is_found(of_customer: dict[str, Any], lost: int) -> None:
    document = copy.deepcopy(of_customer)
    document["entries"].pop(lost)
    document["transcript"].pop(lost)

    assert check_bundle(document).fault is not None


def test_a_shortened_chain_is_found_by_its_signature(of_customer: dict[str, Any]) -> None:
    document = copy.deepcopy(of_customer)
    document["entries"].pop()
    document["transcript"].pop()
    document |= {"length": 4, "head": document["entries"][-1]["visible_hash"]}

    report = check_bundle(document)

    assert report.fault is not None
    assert "signature" in str(report.fault)


def test_a_forgers_own_signature_is_found_by_the_key_that_the_reader_trusts(
    of_customer: dict[str, Any], key: Ed25519PrivateKey
) -> None:
    forger = Ed25519PrivateKey.generate()
    document = {**copy.deepcopy(of_customer), "roots": []}
    document["public_key"] = public_bytes(forger).hex()
    document["signature"] = forger.sign(signed_head_bytes(document)).hex()

    # Whole in itself, and signed: only whoever knows the right key sees it.
    assert check_bundle(document).fault is None
    assert check_bundle(document, public_bytes(key).hex()).fault is not None


def test_the_words_of_a_bundle_are_checked_by_hand_with_sha256(
    of_customer: dict[str, Any],
) -> None:
    entry = of_customer["entries"][0]
    plain = bytes.fromhex(entry["salt"]) + entry["body"].encode()

    assert sha256(plain).hexdigest() == entry["body_digest"]


def test_a_bundle_is_whole_while_others_go_on_writing(
    world: World, database: TestDatabase, key: Ed25519PrivateKey
) -> None:
    case = ground(world)
    written(database.url, case.message())
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            written(database.url, case.message(), case.row())

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            with brand_scope(case.brand_id):
                thread = Conversation.objects.get(pk=case.conversations[0])
            reports = []
            for _ in range(20):
                with brand_scope(case.brand_id):
                    reports.append(check_bundle(conversation_bundle(thread)))
        finally:
            stop.set()
        writing.result(timeout=10)

    assert {report.fault for report in reports} == {None}
    assert reports[-1].length > reports[0].length


def test_the_program_in_the_documentation_checks_a_bundle(
    of_customer: dict[str, Any], tmp_path: Path
) -> None:
    page = (Path(__file__).parents[4] / "docs" / "ledger.md").read_text()
    program = textwrap.dedent("    import json" + page.partition("    import json")[2])
    (tmp_path / "bundle.json").write_text(json.dumps(of_customer))
    run = [sys.executable, "-c", program]

    assert subprocess.run(run, cwd=tmp_path, check=False).returncode == 0

    of_customer = copy.deepcopy(of_customer)
    of_customer["entries"][1]["author_name"] = "Eve"
    (tmp_path / "bundle.json").write_text(json.dumps(of_customer))
    assert subprocess.run(run, cwd=tmp_path, check=False, stderr=subprocess.DEVNULL).returncode == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (None, 0, "GOOD"),
        ("body", 3, "entry 1: the body is not what was written"),
        ("key", 3, "another key"),
        ("garbage", 2, "cannot be read"),
        ("format", 2, "cannot be read"),
        ("missing", 2, "cannot be read"),
    ],
)
def test_the_command_needs_nothing_but_the_file(
    of_customer: dict[str, Any], tmp_path: Path, change: str | None, status: int, said: str
) -> None:
    document, key = copy.deepcopy(of_customer), of_customer["public_key"]
    if change == "body":
        document["entries"][0]["body"] += "!"
    elif change == "format":
        document["format"] = "pharos.bundle.9"
    elif change == "key":
        key = "00" * 32
    file = tmp_path / "bundle.json"
    file.write_text("{" if change == "garbage" else json.dumps(document))
    if change == "missing":
        file.unlink()
    # Neither Django nor a driver can even be imported.
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['django', 'psycopg', 'asyncpg']));"
        "from pharos.config.command import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("DATABASE", "PHAROS"))}

    result = subprocess.run(
        [sys.executable, "-c", program, "verify", str(file), "--key", key],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert result.returncode == status, result.stderr
    assert said in result.stdout + result.stderr


def test_without_a_key_the_command_shows_whose_it_is(
    of_customer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(of_customer))

    assert main(["verify", str(file)]) == 0
    assert f"{of_customer['public_key']} (compare this key yourself)" in capsys.readouterr().out
