"""What the application role may do. Applied by the owner after each migration."""

from __future__ import annotations

from django.db import connections

# Only SELECT here: the functions below are the one door for writing.
READ_ONLY_PREFIXES = ("django_migrations", "ledger_", "audit_")
OPEN_FUNCTIONS_PREFIXES = (
    "pharos_",
    "ledger_",
    "reception_",
    "append_",
    "erase_",
    "desk_",
    "audit_",
)


def apply(application_role: str) -> None:
    """Give `application_role` DML on ordinary tables and SELECT on the ledger; take back the rest.

    Repeats safely. Runs on the owner's connection.
    """
    with connections["owner"].cursor() as cursor:
        quoted = connections["owner"].ops.quote_name(application_role)
        for statement in _statements(quoted, _tables(cursor), _functions(cursor)):
            cursor.execute(statement)


def _tables(cursor: object) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")  # type: ignore[attr-defined]
    return [name for (name,) in cursor.fetchall()]  # type: ignore[attr-defined]


def _functions(cursor: object) -> list[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT p.oid::regprocedure::text, p.proname FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.proowner = (SELECT oid FROM pg_roles"
        " WHERE rolname = current_user)"
    )
    return [
        signature
        for signature, name in cursor.fetchall()  # type: ignore[attr-defined]
        if name.startswith(OPEN_FUNCTIONS_PREFIXES)
    ]


def _statements(role: str, tables: list[str], functions: list[str]) -> list[str]:
    read_only = [f'"{name}"' for name in tables if name.startswith(READ_ONLY_PREFIXES)]
    ordinary = [f'"{name}"' for name in tables if not name.startswith(READ_ONLY_PREFIXES)]
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(ordinary)} TO {role}",
    ]
    if read_only:
        names = ", ".join(read_only)
        statements.append(f"REVOKE ALL ON {names} FROM {role}")
        statements.append(f"GRANT SELECT ON {names} TO {role}")
    for signature in functions:
        statements.append(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        statements.append(f"GRANT EXECUTE ON FUNCTION {signature} TO {role}")
    return statements
