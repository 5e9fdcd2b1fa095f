"""Can this process serve? Asked of the database, the migrations, the login and Redis."""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

REDIS_SECONDS = 2

# Neither superuser nor beyond row-level security, and no way to act as an owner of tables.
ROLE_IS_BOUND = """
SELECT NOT rolsuper AND NOT rolbypassrls AND NOT EXISTS (
    SELECT 1 FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND pg_has_role(current_user, relowner, 'MEMBER')
) FROM pg_roles WHERE rolname = current_user
"""


def checks() -> dict[str, bool]:
    """The state of each part, by name."""
    return {name: _holds(check) for name, check in CHECKS.items()}


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError):
        return False


def database_answers() -> bool:
    """PostgreSQL answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_are_applied() -> bool:
    """Every migration of this version of the program is in the database."""
    return _last_migrations() <= set(MigrationRecorder(connection).applied_migrations())


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def role_is_bound() -> bool:
    """The login of this process is held by the walls between practices."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE_IS_BOUND)
        return cursor.fetchone()[0]


def redis_answers() -> bool:
    """The broker answers."""
    client = redis.Redis.from_url(
        settings.SERVERS.redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    try:
        return bool(client.ping())
    finally:
        client.close()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "role": role_is_bound,
    "redis": redis_answers,
}
