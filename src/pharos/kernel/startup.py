"""What must be true before a process of ours serves anybody."""

from __future__ import annotations

from django.db import connection

from pharos.kernel.errors import DomainError

# Members count as owners: who may `SET ROLE` to the owner is one statement away from it.
RIGHTS = """
SELECT current_user, rolsuper, rolbypassrls, EXISTS (
    SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p')
    AND pg_has_role(current_user, relowner, 'MEMBER')
) OR (
    SELECT pg_has_role(current_user, datdba, 'MEMBER')
    FROM pg_database WHERE datname = current_database()
)
FROM pg_roles WHERE rolname = current_user
"""


class PrivilegedRole(DomainError):
    """The process is connected as somebody for whom our rules in the database do not hold."""

    code = "privileged_role"


def refuse_privileged_role() -> None:
    """Refuse to go on as a superuser, past row-level security, or as owner of the tables.

    The ledger's append-only rule and the wall between brands are held by PostgreSQL itself,
    and none of these roles would ever meet them.
    """
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        role, is_superuser, passes_isolation, is_owner = cursor.fetchone()
    if is_superuser:
        raise _refusal("role_superuser", role, "is a superuser")
    if passes_isolation:
        raise _refusal("role_bypasses_isolation", role, "has BYPASSRLS")
    if is_owner:
        raise _refusal("role_owns_tables", role, "owns the tables (or may become their owner)")


def _refusal(code: str, role: str, reason: str) -> PrivilegedRole:
    return PrivilegedRole(
        f"DATABASE_URL names the role '{role}', which {reason}: the ledger and the wall between "
        "brands would not be protected. Name the application role there and keep the owner in "
        "DATABASE_OWNER_URL, for `pharos migrate` only.",
        code=code,
    )
