"""Every rule with lines that break it and lines that look alike and do not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.lint.__main__ import RULES, tracked
from tools.lint.house import EXCHANGES, REGISTRIES
from tools.lint.source import MARK, Source, judge

DESK = "src/pharos/web/desk/replies.py"
ACTION = "src/pharos/cases/actions/reply.py"
MODEL = "src/pharos/cases/models/case.py"
MIGRATION = "src/pharos/cases/migrations/0003_case_subject.py"
TEST = "src/pharos/cases/tests/test_reply.py"
SCRIPT = "src/pharos/web/design/static/design/js/live.js"
PAGE = "src/pharos/web/desk/templates/desk/case.html"

EXECUTE = "def read(cursor, case):\n    cursor.execute({})"
QUERY = "def read(cursor, editor, case):\n    {}\n    cursor.execute(query)"
FLAWED_ACTION = "@action\ndef reply({}) -> None: ..."

BREAKS = [
    ("objects", DESK, "Case.objects.all()"),
    ("objects", DESK, "models.Case._default_manager.first()"),
    ("objects", "src/pharos/cases/states.py", "Case.objects"),
    ("write", DESK, "case.save(update_fields=['state'])"),
    ("write", DESK, "cases.update(state='closed')"),
    ("write", DESK, "case.notes.create(body=body)"),
    ("write", DESK, "case.delete()"),
    ("write", DESK, "await case.asave()"),
    ("write", MODEL, "Case.objects.bulk_create(cases)"),
    ("sql", ACTION, EXECUTE.format("f'SELECT * FROM cases_case WHERE id = {case}'")),
    ("sql", ACTION, EXECUTE.format("'SELECT * FROM cases_case WHERE id = %s' % case")),
    ("sql", ACTION, EXECUTE.format("'SELECT * FROM cases_case WHERE id = ' + case")),
    ("sql", ACTION, EXECUTE.format("'SELECT * FROM {}'.format(case)")),
    ("sql", ACTION, QUERY.format("query = f'SELECT {case}'")),
    ("sql", ACTION, QUERY.format("q = 'SELECT {}'; query = q.format(case)")),
    ("sql", ACTION, QUERY.format("query = 'SELECT 1'; query = query + case")),
    ("migration", MIGRATION, "from pharos.cases.models import Case"),
    ("migration", MIGRATION, "import pharos.people.roles"),
    ("action", DESK, FLAWED_ACTION.format("*, actor")),
    ("action", ACTION, FLAWED_ACTION.format("*, case")),
    ("action", ACTION, FLAWED_ACTION.format("actor, *, case")),
    ("length", DESK, "\n" * 400),
    ("name", "src/pharos/cases/utils.py", ""),
    ("name", "src/pharos/common/text.py", ""),
    ("mark-safe", DESK, "from django.utils.safestring import mark_safe"),
    ("mark-safe", DESK, "safestring.mark_safe(body)"),
    ("mark-safe", PAGE, "<p>{{ body|safe }}</p>"),
    ("mark-safe", PAGE, "{% autoescape off %}"),
    ("inner-html", SCRIPT, "node.innerHTML = text;"),
    ("inner-html", SCRIPT, "node.insertAdjacentHTML('beforeend', text);"),
    ("registry-host", "Makefile", f"pip install --index-url https://{REGISTRIES[0]}/simple"),
    ("machine-path", "docs/ledger.md", "see /" + "root/pharos"),
    ("loose-end", DESK, "# TO" + "DO: make it faster"),
    ("exchange-name", DESK, f"if slug == '{EXCHANGES[0]}': pass"),
    ("exchange-name", "docs/ledger.md", f"as {EXCHANGES[2].upper()} does"),
    ("exchange-name", f"src/pharos/channels/{EXCHANGES[4]}.py", ""),
    ("syntax", DESK, "def ("),
]

HOLDS = [
    (ACTION, "case = Case.objects.get(pk=1)\ncase.save()"),
    (MODEL, "Case.objects.filter(state='open')"),
    ("src/pharos/cases/access.py", "Case.objects.filter(number=number)"),
    ("src/pharos/cases/queries.py", "Case.objects.filter(number=number)"),
    ("src/pharos/cases/jobs.py", "Case.objects.filter(number=number)"),
    ("src/pharos/config/demo/northmere.py", "Case.objects.create(subject='Where is it?')"),
    (TEST, "Case.objects.create(subject='Where is it?')"),
    ("tools/lint/source.py", "Case.objects.create()"),
    (DESK, "digest.update(body)\nseen.update(other)\nstorage.save(name, file)"),
    (ACTION, EXECUTE.format("'SELECT * FROM cases_case WHERE id = %s', [case]")),
    (ACTION, EXECUTE.format("'SELECT 1 '\n        'FROM cases_case'")),
    (ACTION, EXECUTE.format("sql.SQL('SELECT {}').format(sql.Identifier(case))")),
    (ACTION, QUERY.format("q = sql.SQL('SELECT {}'); query = q.format(sql.Identifier(case))")),
    (ACTION, QUERY.format("query = f'DROP TABLE {editor.quote_name(case)}'")),
    (ACTION, QUERY.format("table = editor.quote_name(case); query = f'DROP TABLE {table}'")),
    (ACTION, "COLUMNS = 'id, seq'\n" + QUERY.format("query = f'SELECT {COLUMNS}'")),
    (MIGRATION, "from pharos.kernel.isolation import BrandIsolation"),
    (MIGRATION, "\n" * 400),
    (ACTION, FLAWED_ACTION.format("*, actor, case")),
    ("src/pharos/reception/admit.py", FLAWED_ACTION.format("*, actor")),
    (DESK, "\n" * 399),
    ("src/pharos/cases/common_words.py", ""),
    (PAGE, "<p>{{ body }}</p>"),
    (SCRIPT, "// no innerHTML here\nnode.textContent = text;"),
    ("src/pharos/web/design/static/design/vendor/htmx.js", "node.innerHTML = text;"),
    ("docs/ledger.md", "Post to `/network/` and read `src/work/desk`."),
    (f"profiles/{EXCHANGES[1]}.yaml", f"slug: {EXCHANGES[1]}"),
    ("docs/requirements.md", f"{EXCHANGES[3]} has human agents"),
    (DESK, "upbeat = bit.get('x')"),
    (DESK, "# TO" + "DO(#12): make it faster"),
]


def found(path: str, text: str) -> list[str]:
    return [finding.rule for finding in judge(Source(path, text), RULES)]


@pytest.mark.parametrize(("rule", "path", "text"), BREAKS)
def test_a_line_that_breaks_a_rule_is_found(rule: str, path: str, text: str) -> None:
    assert set(found(path, text)) >= {rule}


@pytest.mark.parametrize(("path", "text"), HOLDS)
def test_a_line_that_only_looks_alike_is_left_alone(path: str, text: str) -> None:
    assert found(path, text) == []


def test_a_finding_says_where_which_rule_and_what_to_do() -> None:
    [finding] = judge(Source(DESK, "\n\ncase.delete()"), RULES)

    assert str(finding) == f"{DESK}:3: write: .delete() belongs in an action."


@pytest.mark.parametrize(
    "text",
    [
        f"case.delete()  # {MARK} write (the row was never shown to anyone)",
        f"# {MARK} write (the row was never shown to anyone)\ncase.delete()",
        f"# {MARK} write (the row was never\n# shown to anyone)\ncase.delete()",
        f"# {MARK} write (a)\n# {MARK} objects (b)\nCase.objects.update(a=1)",
    ],
)
def test_one_line_may_break_one_rule_with_a_reason(text: str) -> None:
    assert found(DESK, "import sys\n" + text) == []


def test_an_allowance_above_the_imports_holds_for_the_file() -> None:
    allowance = f"# {MARK} write (steps of actions, in their transaction)"

    assert found(DESK, f'"""Steps."""\n\n{allowance}\nimport sys\n\ncase.delete()') == []
    assert found(DESK, f"import sys\n\n{allowance}\n\n\ncase.delete()") == [
        "allow-unused",
        "write",
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (f"case.delete()  # {MARK} write", ["allow-reason"]),
        (f"case.state  # {MARK} write (once it wrote)", ["allow-unused"]),
        (f"case.delete()  # {MARK} sql (wrong rule)", ["allow-unused", "write"]),
        (f"a = 1  # {MARK} write (b)\ncase.delete()", ["allow-unused", "write"]),
    ],
)
def test_an_allowance_is_exact(text: str, rules: list[str]) -> None:
    assert sorted(found(DESK, text)) == rules


def test_text_files_are_read_that_git_knows_or_would_add(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("ignored.py")
    (tmp_path / "ignored.py").write_text("case.delete()")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "page.md").write_text("words")

    assert [source.path for source in tracked(tmp_path)] == [".gitignore", "page.md"]
